package io.nullscope.autointerp.domain;

import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * The windows in which one latent fires at least once, ascending by index, each with its largest
 * activation. The others are silent, but for those in which no position counts: there it could not
 * fire. Immutable.
 */
public final class ActiveWindows {

  private final long[] indices;
  private final float[] maxima;
  private final long[] notSilent;

  ActiveWindows(long[] indices, float[] maxima) {
    this(indices, maxima, indices);
  }

  private ActiveWindows(long[] indices, float[] maxima, long[] notSilent) {
    this.indices = indices;
    this.maxima = maxima;
    this.notSilent = notSilent;
  }

  /** The same, knowing windows in which no position counts. */
  ActiveWindows besides(long[] uncounted) {
    return uncounted.length == 0
        ? this
        : new ActiveWindows(
            indices,
            maxima,
            LongStream.concat(LongStream.of(indices), LongStream.of(uncounted)).sorted().toArray());
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

  /** Whether the latent could fire in a window of the grid and does not. */
  public boolean isSilent(long window) {
    return Arrays.binarySearch(notSilent, window) < 0;
  }

  /** Number of silent windows of so many. */
  long silent(long windows) {
    return windows - notSilent.length;
  }

  /**
   * Index of the window that has exactly {@code rank} silent windows before it and is silent
   * itself. Silent windows are never listed: there are as many as the corpus is long.
   */
  long silentWindow(long rank) {
    // notSilent[i] - i counts the silent windows before the i-th that is not, and never falls: the
    // number of those before the wanted one can be found by bisection.
    int low = 0;
    int high = notSilent.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (notSilent[middle] - middle <= rank) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return rank + low;
  }
}
