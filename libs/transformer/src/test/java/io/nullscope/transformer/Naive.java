package io.nullscope.transformer;

/**
 * Textbook loops in double precision, shared by the oracles. Vectors are rows; matrices are
 * [out][in].
 */
final class Naive {

  private Naive() {}

  /** x W^T + b; {@code bias} may be null. */
  static double[] linear(double[] x, double[][] weight, double[] bias) {
    double[] y = new double[weight.length];
    for (int o = 0; o < y.length; o++) {
      y[o] = bias == null ? 0 : bias[o];
      for (int i = 0; i < x.length; i++) {
        y[o] += x[i] * weight[o][i];
      }
    }
    return y;
  }

  static double[] layerNorm(double[] x, double[] gain, double[] bias, double epsilon) {
    double mean = 0;
    for (double value : x) {
      mean += value / x.length;
    }
    double variance = 0;
    for (double value : x) {
      variance += (value - mean) * (value - mean) / x.length;
    }
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = (x[i] - mean) / Math.sqrt(variance + epsilon) * gain[i] + bias[i];
    }
    return y;
  }

  static double[] rmsNorm(double[] x, double[] gain, double epsilon) {
    double meanSquare = 0;
    for (double value : x) {
      meanSquare += value * value / x.length;
    }
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = x[i] / Math.sqrt(meanSquare + epsilon) * gain[i];
    }
    return y;
  }

  /** Unscaled rotary frequencies of r dimensions. */
  static double[] frequencies(int rotated, double base) {
    double[] frequencies = new double[rotated / 2];
    for (int j = 0; j < frequencies.length; j++) {
      frequencies[j] = Math.pow(base, -2.0 * j / rotated);
    }
    return frequencies;
  }

  /** Turns the pairs (j, j + n) of the first 2 n dimensions for n frequencies; the others stay. */
  static double[] rotate(double[] head, int position, double[] frequencies) {
    double[] y = head.clone();
    int n = frequencies.length;
    for (int j = 0; j < n; j++) {
      double angle = position * frequencies[j];
      double a = head[j];
      double b = head[j + n];
      y[j] = a * Math.cos(angle) - b * Math.sin(angle);
      y[j + n] = b * Math.cos(angle) + a * Math.sin(angle);
    }
    return y;
  }

  /**
   * Causal attention of one head: queries, keys and values are [S][head width].
   *
   * @param window a position sees itself and the window - 1 before it
   * @param scale what scores are multiplied with
   */
  static double[][] attend(
      double[][] queries, double[][] keys, double[][] values, int window, double scale) {
    int width = queries[0].length;
    double[][] mixed = new double[queries.length][width];
    for (int t = 0; t < queries.length; t++) {
      int first = Math.max(0, t - window + 1);
      double[] scores = new double[t + 1 - first];
      for (int s = first; s <= t; s++) {
        for (int i = 0; i < width; i++) {
          scores[s - first] += queries[t][i] * keys[s][i] * scale;
        }
      }
      double logSum = logSumExp(scores);
      for (int s = first; s <= t; s++) {
        for (int i = 0; i < width; i++) {
          mixed[t][i] += Math.exp(scores[s - first] - logSum) * values[s][i];
        }
      }
    }
    return mixed;
  }

  static double logSumExp(double[] x) {
    double max = Double.NEGATIVE_INFINITY;
    for (double value : x) {
      max = Math.max(max, value);
    }
    double sum = 0;
    for (double value : x) {
      sum += Math.exp(value - max);
    }
    return max + Math.log(sum);
  }

  static double gelu(double x) {
    return 0.5 * x * (1 + erf(x / Math.sqrt(2)));
  }

  /** The tanh approximation. */
  static double geluTanh(double x) {
    return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
  }

  static double silu(double x) {
    return x / (1 + Math.exp(-x));
  }

  /** erf(x) = 2/sqrt(pi) e^(-x²) Σ 2^n x^(2n+1) / (2n+1)!!, whose terms all have one sign. */
  private static double erf(double x) {
    if (Math.abs(x) > 6) {
      return Math.signum(x);
    }
    double term = x;
    double sum = x;
    for (int n = 1; n < 200; n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
  }

  static double[] add(double[] a, double[] b) {
    double[] sum = a.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += b[i];
    }
    return sum;
  }

  static double[] slice(double[] x, int from, int length) {
    double[] part = new double[length];
    System.arraycopy(x, from, part, 0, length);
    return part;
  }
}
