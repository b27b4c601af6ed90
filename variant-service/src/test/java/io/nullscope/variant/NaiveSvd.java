package io.nullscope.variant;

/**
 * Singular value decomposition by one-sided Jacobi rotations (Golub and Van Loan §8.6.3) and QR by
 * modified Gram-Schmidt, in float64 with plain loops.
 */
public final class NaiveSvd {

  private final double[][] u; // [m][r]
  private final double[] values; // [r], descending
  private final double[][] v; // [n][r]

  private NaiveSvd(double[][] u, double[] values, double[][] v) {
    this.u = u;
    this.values = values;
    this.v = v;
  }

  /** Of a matrix [rows, columns], row-major. */
  public static NaiveSvd of(float[] matrix, int rows, int columns) {
    double[][] a = new double[rows][columns];
    for (int i = 0; i < matrix.length; i++) {
      a[i / columns][i % columns] = matrix[i];
    }
    return of(a);
  }

  /** Of a matrix [m][n]. */
  public static NaiveSvd of(double[][] matrix) {
    int rows = matrix.length;
    int columns = matrix[0].length;
    boolean wide = rows < columns;
    double[][] a = new double[wide ? columns : rows][wide ? rows : columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        a[wide ? j : i][wide ? i : j] = matrix[i][j];
      }
    }
    NaiveSvd svd = tall(a);
    return wide ? new NaiveSvd(svd.v, svd.values, svd.u) : svd;
  }

  private static NaiveSvd tall(double[][] a) {
    int n = a[0].length;
    double[][] v = new double[n][n];
    for (int i = 0; i < n; i++) {
      v[i][i] = 1;
    }
    boolean rotated = true;
    for (int sweep = 0; sweep < 60 && rotated; sweep++) {
      rotated = false;
      for (int p = 0; p < n; p++) {
        for (int q = p + 1; q < n; q++) {
          rotated |= rotate(a, v, p, q);
        }
      }
    }
    double[] values = new double[n];
    for (int j = 0; j < n; j++) {
      values[j] = Math.sqrt(product(a, j, j));
      for (double[] row : a) {
        row[j] /= values[j];
      }
    }
    return sorted(new NaiveSvd(a, values, v));
  }

  private static boolean rotate(double[][] a, double[][] v, int p, int q) {
    double alpha = product(a, p, p);
    double beta = product(a, q, q);
    double gamma = product(a, p, q);
    if (Math.abs(gamma) <= 1e-15 * Math.sqrt(alpha * beta)) {
      return false;
    }
    double zeta = (beta - alpha) / (2 * gamma);
    double t = Math.signum(zeta) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
    double c = 1 / Math.sqrt(1 + (zeta == 0 ? 1 : t * t));
    double s = (zeta == 0 ? 1 : t) * c;
    for (double[][] matrix : new double[][][] {a, v}) {
      for (double[] row : matrix) {
        double first = row[p];
        row[p] = c * first - s * row[q];
        row[q] = s * first + c * row[q];
      }
    }
    return true;
  }

  private static NaiveSvd sorted(NaiveSvd svd) {
    int n = svd.values.length;
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        if (svd.values[j] > svd.values[i]) {
          double value = svd.values[i];
          svd.values[i] = svd.values[j];
          svd.values[j] = value;
          swap(svd.u, i, j);
          swap(svd.v, i, j);
        }
      }
    }
    return svd;
  }

  private static void swap(double[][] matrix, int i, int j) {
    for (double[] row : matrix) {
      double value = row[i];
      row[i] = row[j];
      row[j] = value;
    }
  }

  /** The Q of a QR decomposition with a positive diagonal of R: [rows][columns]. */
  public static double[][] orthonormal(float[] matrix, int rows, int columns) {
    double[][] q = new double[rows][columns];
    for (int i = 0; i < matrix.length; i++) {
      q[i / columns][i % columns] = matrix[i];
    }
    for (int j = 0; j < columns; j++) {
      // Twice is enough (Giraud and others 2005).
      for (int pass = 0; pass < 2; pass++) {
        for (int k = 0; k < j; k++) {
          double overlap = product(q, k, j);
          for (double[] row : q) {
            row[j] -= overlap * row[k];
          }
        }
      }
      double norm = Math.sqrt(product(q, j, j));
      for (double[] row : q) {
        row[j] /= norm;
      }
    }
    return q;
  }

  private static double product(double[][] a, int p, int q) {
    double sum = 0;
    for (double[] row : a) {
      sum += row[p] * row[q];
    }
    return sum;
  }

  public double[] values() {
    return values.clone();
  }

  /** Squared cosine between the i-th left singular vectors of two matrices. */
  public double leftOverlap(NaiveSvd other, int i) {
    return overlap(u, other.u, i);
  }

  /** Squared cosine between the i-th right singular vectors of two matrices. */
  public double rightOverlap(NaiveSvd other, int i) {
    return overlap(v, other.v, i);
  }

  private static double overlap(double[][] a, double[][] b, int i) {
    double sum = 0;
    for (int row = 0; row < a.length; row++) {
      sum += a[row][i] * b[row][i];
    }
    return sum * sum;
  }
}
