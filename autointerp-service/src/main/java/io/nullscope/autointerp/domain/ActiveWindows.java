package io.nullscope.autointerp.domain;

import java.util.Arrays;

/**
 * The windows in which one latent fires at least once, ascending by index, each with its largest
 * activation. Immutable.
 */
public final class ActiveWindows {

  private final long[] indices;
  private final float[] maxima;

  ActiveWindows(long[] indices, float[] maxima) {
    this.indices = indices;
    this.maxima = maxima;
  }

  /** Number of active windows. */
  public int size() {
    return indices.length;
  }

  /** Index, in the window grid, of the i-th active window. */
  public long index(int i) {
    return indices[i];
  }

  /** Largest activation of the i-th active window, above 0. */
  public float max(int i) {
    return maxima[i];
  }

  /** Whether the latent fires in a window of the grid. */
  public boolean contains(long window) {
    return Arrays.binarySearch(indices, window) >= 0;
  }

  /**
   * Index of the window that has exactly {@code rank} silent windows before it and is silent
   * itself. Silent windows are never listed: there are as many as the corpus is long.
   */
  long silentWindow(long rank) {
    // indices[i] - i counts the silent windows before active window i and never falls, so the
    // number of
    // active windows before the wanted one can be found by bisection.
    int low = 0;
    int high = indices.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (indices[middle] - middle <= rank) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return rank + low;
  }
}
