package io.nullscope.autointerp.domain;

import java.util.List;

/** Which windows read most like those in which a latent fires. */
@FunctionalInterface
public interface NearestWindows {

  /**
   * Prepares a pool once; all latents of an SAE choose from it.
   *
   * @param windows vocabulary ids of each window
   */
  Pool pool(List<List<Integer>> windows);

  /** A prepared pool. */
  @FunctionalInterface
  interface Pool {

    /**
     * Ranks the whole pool; called from several threads at once.
     *
     * @param firing vocabulary ids of windows in which the latent fires, at least one
     * @return the indices of all windows of the pool, nearest first, ties by index
     */
    int[] nearestFirst(List<List<Integer>> firing);
  }
}
