package io.nullscope.sae;

/**
 * Where training data lie and how far they spread: what a fresh autoencoder starts from. All sums
 * are float64.
 *
 * @param point {@code [D]}, the start of b_dec
 * @param scale s, the root mean squared distance of a row from the mean row
 */
public record DataCentre(float[] point, double scale) {

  /** Weiszfeld's iterations; so many, and so small a step, as in the published pipeline. */
  private static final int MOST_ITERATIONS = 100;

  private static final double LEAST_STEP = 1e-5;

  /** Rows of the data; iterated over again and again. */
  private interface Rows {
    void forEach(RowConsumer consumer);
  }

  private interface RowConsumer {
    void accept(float[] row);
  }

  /**
   * The mean of the first rows.
   *
   * @param maxRows most rows to look at
   */
  public static DataCentre mean(ShardSequence shards, long maxRows) {
    int width = shards.width();
    Rows rows = rows(shards, maxRows);
    double[] mean = mean(rows, width);
    return new DataCentre(floats(mean), scale(rows, mean));
  }

  /**
   * The geometric median of the first rows, the point with the least sum of distances to them, by
   * Weiszfeld's iteration from the mean: at most 100 steps, until one is shorter than 1e-5. Where
   * the iteration meets a row, it goes on as Vardi and Zhang (2000) say.
   *
   * @param maxRows most rows to look at
   */
  public static DataCentre geometricMedian(ShardSequence shards, long maxRows) {
    int width = shards.width();
    Rows rows = rows(shards, maxRows);
    double[] mean = mean(rows, width);
    double[] median = mean.clone();
    double step = Double.POSITIVE_INFINITY;
    for (int i = 0; i < MOST_ITERATIONS && step >= LEAST_STEP; i++) {
      double[] next = weiszfeld(rows, median);
      step = Math.sqrt(squaredDistance(next, median));
      median = next;
    }
    return new DataCentre(floats(median), scale(rows, mean));
  }

  /** One iteration. */
  private static double[] weiszfeld(Rows rows, double[] at) {
    int width = at.length;
    double[] sums = new double[width]; // Σ x / |x - y| over the rows x ≠ y
    double[] weights = new double[2]; // Σ 1 / |x - y|, number of rows that are y
    rows.forEach(
        row -> {
          double distance = 0;
          for (int d = 0; d < width; d++) {
            distance += (row[d] - at[d]) * (row[d] - at[d]);
          }
          distance = Math.sqrt(distance);
          if (distance == 0) {
            weights[1]++;
            return;
          }
          weights[0] += 1 / distance;
          for (int d = 0; d < width; d++) {
            sums[d] += row[d] / distance;
          }
        });
    if (weights[0] == 0) {
      return at; // every row is here
    }
    double pull = 0; // |Σ (x - y) / |x - y||
    for (int d = 0; d < width; d++) {
      double along = sums[d] - weights[0] * at[d];
      pull += along * along;
    }
    double stay = weights[1] == 0 ? 0 : Math.min(1, weights[1] / Math.sqrt(pull));
    double[] next = new double[width];
    for (int d = 0; d < width; d++) {
      next[d] = (1 - stay) * sums[d] / weights[0] + stay * at[d];
    }
    return next;
  }

  private static double[] mean(Rows rows, int width) {
    double[] sums = new double[width];
    long[] count = new long[1];
    rows.forEach(
        row -> {
          count[0]++;
          for (int d = 0; d < width; d++) {
            sums[d] += row[d];
          }
        });
    if (count[0] == 0) {
      throw new IllegalArgumentException("there are no activation rows to take the centre of");
    }
    for (int d = 0; d < width; d++) {
      sums[d] /= count[0];
    }
    return sums;
  }

  private static double scale(Rows rows, double[] mean) {
    double[] squares = new double[2]; // sum, number of rows
    rows.forEach(
        row -> {
          squares[1]++;
          for (int d = 0; d < mean.length; d++) {
            squares[0] += (row[d] - mean[d]) * (row[d] - mean[d]);
          }
        });
    return Math.sqrt(squares[0] / squares[1]);
  }

  /** Opens no more shards than it needs. */
  private static Rows rows(ShardSequence shards, long maxRows) {
    return consumer -> {
      float[] row = new float[shards.width()];
      long left = maxRows;
      for (int number = 0; number < shards.count() && left > 0; number++) {
        ActivationShard shard = shards.open(0, number);
        for (int i = 0; i < shard.rows() && left > 0; i++, left--) {
          shard.readRow(i, row);
          consumer.accept(row);
        }
      }
    };
  }

  private static double squaredDistance(double[] a, double[] b) {
    double sum = 0;
    for (int d = 0; d < a.length; d++) {
      sum += (a[d] - b[d]) * (a[d] - b[d]);
    }
    return sum;
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}
