package io.nullscope.autointerp.application;

import io.nullscope.autointerp.domain.DecoderNeighbours;
import io.nullscope.autointerp.domain.FiringCounts;
import io.nullscope.autointerp.domain.LatentActivations;
import io.nullscope.autointerp.domain.LatentSample;
import io.nullscope.autointerp.domain.NearestWindows;
import io.nullscope.autointerp.domain.NegativeKind;
import io.nullscope.autointerp.domain.RandomStreams;
import io.nullscope.autointerp.domain.TestSet;
import io.nullscope.autointerp.domain.TokenCorpus;
import io.nullscope.autointerp.domain.WindowGrid;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Draws the windows of all sampled latents. Kinds of negatives are searched in the order of {@link
 * NegativeKind}, whatever the order in the study.
 *
 * <p>Reads the cache once, and once more for each kind of negatives that is about neighbours.
 */
final class TestSets {

  private final ScoringSettings settings;
  private final DecoderNeighbours decoder;
  private final NearestWindows nearest;

  TestSets(ScoringSettings settings, DecoderNeighbours decoder, NearestWindows nearest) {
    this.settings = settings;
    this.decoder = decoder;
    this.nearest = nearest;
  }

  List<TestSet> draw(
      TokenCorpus corpus,
      WindowGrid grid,
      LatentActivationSource cache,
      FiringCounts counts,
      LatentSample sample,
      RandomStreams random) {
    Optional<CoOccurrence> together =
        settings.asksFor(NegativeKind.CO_ACTIVE)
            ? Optional.of(new CoOccurrence(counts, sample.chosen()))
            : Optional.empty();
    long[] uncounted = grid.uncounted(corpus);
    List<TestSet> sets =
        collect(cache, grid, sample, together).stream()
            .map(
                latent ->
                    new TestSet(
                        corpus,
                        grid,
                        latent,
                        uncounted,
                        settings.split(),
                        random.within("latent/" + latent.latent())))
            .toList();
    if (sets.isEmpty()) {
      return sets;
    }
    for (NegativeKind kind : NegativeKind.values()) {
      if (settings.asksFor(kind)) {
        switch (kind) {
          case RANDOM -> {} // every set begins with them
          case SAME_TOKEN -> new SameTokenNegatives(corpus, grid).addTo(sets);
          case CO_ACTIVE ->
              new NeighbourNegatives(kind, cache, grid, coActive(together.orElseThrow(), sets))
                  .addTo(sets);
          case DECODER_NEIGHBOUR ->
              new NeighbourNegatives(kind, cache, grid, decoderNeighbours(sets)).addTo(sets);
          case NEAREST -> new NearestNegatives(corpus, grid, nearest, random).addTo(sets);
        }
      }
    }
    return sets;
  }

  private static List<LatentActivations> collect(
      LatentActivationSource cache,
      WindowGrid grid,
      LatentSample sample,
      Optional<CoOccurrence> together) {
    LatentActivations.Builder[] builders = new LatentActivations.Builder[sample.total()];
    for (int latent : sample.chosen()) {
      builders[latent] = new LatentActivations.Builder(latent);
    }
    WindowEntries.read(
        cache,
        grid,
        window -> {
          for (int i = 0; i < window.size(); i++) {
            if (builders[window.latent(i)] != null) {
              builders[window.latent(i)].add(
                  grid.start(window.window()) + window.position(i), window.activation(i));
            }
          }
          together.ifPresent(counting -> counting.add(window));
        });
    List<LatentActivations> collected = new ArrayList<>();
    sample.chosen().forEach(latent -> collected.add(builders[latent].build()));
    return collected;
  }

  private static int[][] coActive(CoOccurrence together, List<TestSet> sets) {
    int[][] neighbours = new int[sets.size()][];
    for (int i = 0; i < neighbours.length; i++) {
      neighbours[i] = together.neighbours(i, NeighbourNegatives.COUNT);
    }
    return neighbours;
  }

  private int[][] decoderNeighbours(List<TestSet> sets) {
    int[] latents = sets.stream().mapToInt(TestSet::latent).toArray();
    return decoder.of(latents, NeighbourNegatives.COUNT);
  }
}
