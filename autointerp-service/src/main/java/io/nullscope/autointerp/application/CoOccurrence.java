package io.nullscope.autointerp.application;

import io.nullscope.autointerp.domain.FiringCounts;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * In how many windows each sampled latent fires together with each latent of the SAE. Memory: four
 * bytes for each sampled latent and latent of the SAE.
 */
final class CoOccurrence {

  private final FiringCounts counts;
  private final List<Integer> sample;
  private final int[] sampleIndex; // of a latent, or -1; [F]
  private final int[][] together; // windows; [sample][F]
  private final int[] distinct; // latents of the present window
  private final boolean[] seen;

  CoOccurrence(FiringCounts counts, List<Integer> sample) {
    this.counts = counts;
    this.sample = sample;
    this.sampleIndex = new int[counts.latents()];
    Arrays.fill(sampleIndex, -1);
    for (int i = 0; i < sample.size(); i++) {
      sampleIndex[sample.get(i)] = i;
    }
    this.together = new int[sample.size()][counts.latents()];
    this.distinct = new int[counts.latents()];
    this.seen = new boolean[counts.latents()];
  }

  /** Counts one window. */
  void add(WindowEntries window) {
    int size = 0;
    for (int i = 0; i < window.size(); i++) {
      int latent = window.latent(i);
      if (!seen[latent]) {
        seen[latent] = true;
        distinct[size++] = latent;
      }
    }
    for (int i = 0; i < size; i++) {
      seen[distinct[i]] = false;
      if (sampleIndex[distinct[i]] >= 0) {
        int[] row = together[sampleIndex[distinct[i]]];
        for (int j = 0; j < size; j++) {
          row[distinct[j]]++;
        }
      }
    }
  }

  /**
   * The other latents with the largest Jaccard index |A ∩ B| / |A ∪ B| of active windows, largest
   * first, ties by index; only latents that fire together with it.
   *
   * @param i index in the sample
   */
  int[] neighbours(int i, int count) {
    return IntStream.range(0, counts.latents())
        .filter(latent -> latent != sample.get(i) && together[i][latent] > 0)
        .boxed()
        .sorted(
            Comparator.<Integer>comparingDouble(latent -> -jaccard(i, latent))
                .thenComparing(latent -> latent))
        .limit(count)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private double jaccard(int i, int latent) {
    long both = together[i][latent];
    return (double) both
        / (counts.activeWindows(sample.get(i)) + counts.activeWindows(latent) - both);
  }
}
