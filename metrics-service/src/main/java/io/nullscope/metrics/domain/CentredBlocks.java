package io.nullscope.metrics.domain;

import java.util.List;

/**
 * The sums behind an explained variance, moved so that the mean over all tokens is zero. The value
 * does not change, but rounding no longer matters when the mean is large, and a resample needs only
 * a small correction for its own mean: sum|x - m|² = sum|x|² - |sum x|² / n.
 */
final class CentredBlocks {

  private final double[] tokens;
  private final double[] errors;
  private final double[] squares;
  private final double[][] sums;

  private CentredBlocks(double[] tokens, double[] errors, double[] squares, double[][] sums) {
    this.tokens = tokens;
    this.errors = errors;
    this.squares = squares;
    this.sums = sums;
  }

  static CentredBlocks of(List<VectorSums> blocks) {
    int width = blocks.get(0).width();
    int size = blocks.size();
    double[] tokens = new double[size];
    double[] errors = new double[size];
    double[] squares = new double[size];
    double[][] sums = new double[size][];
    double[] mean = new double[width];
    for (int b = 0; b < size; b++) {
      VectorSums block = blocks.get(b);
      Lengths.require("sum of x", width, block.width());
      tokens[b] = block.tokens();
      errors[b] = block.sumSquaredError();
      sums[b] = block.sum();
      block.addSumTo(mean);
    }
    double total = Sums.of(tokens);
    double meanSquare = 0;
    for (int d = 0; d < width; d++) {
      mean[d] /= total;
      meanSquare += mean[d] * mean[d];
    }
    for (int b = 0; b < size; b++) {
      double cross = 0;
      for (int d = 0; d < width; d++) {
        cross += mean[d] * sums[b][d];
        sums[b][d] -= tokens[b] * mean[d];
      }
      // Never below zero but by rounding.
      squares[b] = Math.max(0, blocks.get(b).sumSquares() - 2 * cross + tokens[b] * meanSquare);
    }
    return new CentredBlocks(tokens, errors, squares, sums);
  }

  /** Sum of |x - x̂|² of each block. */
  double[] errors() {
    return errors.clone();
  }

  /** Sum of |x - mean|² of each block, with the mean over all blocks. */
  double[] squares() {
    return squares.clone();
  }

  /** 1 - sum|x - x̂|² / sum|x - mean of the resample|². */
  double explainedVariance(int[] multiplicities) {
    double[] sum = new double[sums[0].length];
    double n = 0;
    double error = 0;
    double square = 0;
    for (int b = 0; b < multiplicities.length; b++) {
      int times = multiplicities[b];
      if (times == 0) {
        continue;
      }
      n += times * tokens[b];
      error += times * errors[b];
      square += times * squares[b];
      double[] row = sums[b];
      for (int d = 0; d < sum.length; d++) {
        sum[d] += times * row[d];
      }
    }
    double correction = 0;
    for (double s : sum) {
      correction += s * s;
    }
    double variance = square - correction / n;
    return variance > 0 ? 1 - error / variance : Double.NaN;
  }
}
