package io.nullscope.metrics.domain;

import java.util.Arrays;

/** How unevenly the squared norm lies over the positions; one number a position is kept. */
final class NormConcentration {

  private double[] squaredNorms = new double[1024];
  private int size;

  void add(double squaredNorm) {
    if (size == squaredNorms.length) {
      squaredNorms = Arrays.copyOf(squaredNorms, Math.addExact(size, size));
    }
    squaredNorms[size++] = squaredNorm;
  }

  /**
   * Share of the sum that the largest hundredth holds, rounded up to whole positions; 0 of none.
   */
  double topPercentShare() {
    double[] ascending = Arrays.copyOf(squaredNorms, size);
    Arrays.sort(ascending);
    int top = (size + 99) / 100;
    double rest = Sums.of(Arrays.copyOf(ascending, size - top));
    double largest = Sums.of(Arrays.copyOfRange(ascending, size - top, size));
    return largest > 0 ? largest / (rest + largest) : 0;
  }
}
