package io.nullscope.autointerp.domain;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;

/**
 * The latents of one SAE that are explained and judged, and out of how many they were drawn.
 *
 * @param total latents of the SAE (F)
 * @param alive latents that fire at least once
 * @param eligible latents with enough active windows to be explained and tested
 * @param chosen the sample, ascending
 */
public record LatentSample(int total, int alive, int eligible, List<Integer> chosen) {

  /** Copies the list. */
  public LatentSample {
    chosen = List.copyOf(chosen);
  }

  /**
   * Draws {@code size} of the latents that are active in at least {@code minActiveWindows} windows,
   * every set equally likely; all of them when there are fewer.
   *
   * @param known whether a latent can be explained; those that cannot are eligible and never drawn
   */
  public static LatentSample draw(
      FiringCounts counts,
      int minActiveWindows,
      IntPredicate known,
      int size,
      RandomGenerator random) {
    int[] eligible = counts.eligible(minActiveWindows);
    int[] candidates = Arrays.stream(eligible).filter(known).toArray();
    long[] drawn =
        RandomChoice.distinct(random, candidates.length, Math.min(size, candidates.length));
    List<Integer> chosen = Arrays.stream(drawn).mapToObj(rank -> candidates[(int) rank]).toList();
    return new LatentSample(counts.latents(), counts.alive(), eligible.length, chosen);
  }
}
