package io.nullscope.metrics.domain;

import java.util.stream.IntStream;

/**
 * Distances from a position back to the tokens that are replaced: 0, 1, 2, 4, … up to a quarter of
 * a window. A position is probed where each of them leads to a position of its window that counts,
 * so that every profile has all distances.
 */
public final class ContextDistances {

  private final int[] distances;

  private ContextDistances(int[] distances) {
    this.distances = distances;
  }

  /**
   * Of windows of this length.
   *
   * @param contextLength S
   */
  public static ContextDistances of(int contextLength) {
    IntStream powers =
        IntStream.iterate(1, distance -> distance <= contextLength / 4, distance -> 2 * distance);
    return new ContextDistances(IntStream.concat(IntStream.of(0), powers).toArray());
  }

  /** Ascending, from 0. */
  public int[] distances() {
    return distances.clone();
  }

  public int size() {
    return distances.length;
  }

  public int distance(int index) {
    return distances[index];
  }

  /**
   * Whether every distance leads to a position of the window that counts.
   *
   * @param counted of positions of consecutive windows
   * @param first position of the window's start in {@code counted}
   * @param at place in the window
   */
  public boolean complete(boolean[] counted, int first, int at) {
    for (int distance : distances) {
      if (at < distance || !counted[first + at - distance]) {
        return false;
      }
    }
    return true;
  }

  /**
   * The mean of log2(1 + distance), weighted by what a token at that distance changes: 0 where the
   * current token alone matters, 1 where the one before it does.
   *
   * @param changes one for each distance, at least 0
   * @return NaN when nothing changes, or there is no distance but 0
   */
  double reach(double[] changes) {
    double weighted = 0;
    for (int i = 0; i < distances.length; i++) {
      weighted += changes[i] * Math.log1p(distances[i]) / Math.log(2);
    }
    double total = Sums.of(changes);
    return distances.length == 1 || !(total > 0) ? Double.NaN : weighted / total;
  }
}
