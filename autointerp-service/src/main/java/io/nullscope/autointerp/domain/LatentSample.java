package io.nullscope.autointerp.domain;

import java.util.Arrays;
import java.util.List;
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
   */
  public static LatentSample draw(
      FiringCounts counts, int minActiveWindows, int size, RandomGenerator random) {
    int[] eligible = counts.eligible(minActiveWindows);
    long[] drawn = RandomChoice.distinct(random, eligible.length, Math.min(size, eligible.length));
    List<Integer> chosen = Arrays.stream(drawn).mapToObj(rank -> eligible[(int) rank]).toList();
    return new LatentSample(counts.latents(), counts.alive(), eligible.length, chosen);
  }
}
