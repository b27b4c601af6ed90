package io.nullscope.autointerp.application;

import io.nullscope.autointerp.domain.FuzzingHighlights;
import io.nullscope.autointerp.domain.Matching;
import io.nullscope.autointerp.domain.NegativeKind;
import io.nullscope.autointerp.domain.RandomStreams;
import io.nullscope.autointerp.domain.Reservoir;
import io.nullscope.autointerp.domain.TestSet;
import io.nullscope.autointerp.domain.WindowGrid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Silent windows in which a neighbour of the latent fires, uniformly from all of them. The tokens
 * on which neighbours fire are highlighted first, the strongest before the others. One pass over
 * the cache.
 */
final class NeighbourNegatives implements NegativeSearch {

  /** Neighbours of a latent. */
  static final int COUNT = 10;

  private final NegativeKind kind;
  private final LatentActivationSource cache;
  private final WindowGrid grid;
  private final int[][] neighbours;

  /**
   * Searches.
   *
   * @param neighbours latents, for each sampled one in the order of the sets
   */
  NeighbourNegatives(
      NegativeKind kind, LatentActivationSource cache, WindowGrid grid, int[][] neighbours) {
    this.kind = kind;
    this.cache = cache;
    this.grid = grid;
    this.neighbours = neighbours;
  }

  @Override
  public void addTo(List<TestSet> sets) {
    List<Neighbourhood> neighbourhoods = sets.stream().map(Neighbourhood::new).toList();
    Map<Integer, List<Neighbourhood>> byLatent = new HashMap<>();
    for (int i = 0; i < sets.size(); i++) {
      for (int neighbour : neighbours[i]) {
        byLatent.computeIfAbsent(neighbour, any -> new ArrayList<>()).add(neighbourhoods.get(i));
      }
    }
    List<Neighbourhood> firing = new ArrayList<>();
    WindowEntries.read(
        cache,
        grid,
        window -> {
          for (int i = 0; i < window.size(); i++) {
            for (Neighbourhood wanting : byLatent.getOrDefault(window.latent(i), List.of())) {
              if (wanting.fires(window.position(i), window.activation(i))) {
                firing.add(wanting);
              }
            }
          }
          firing.forEach(neighbourhood -> neighbourhood.endOf(window.window()));
          firing.clear();
        });
    neighbourhoods.forEach(Neighbourhood::addNegatives);
  }

  /** A window in which neighbours fire, with the positions where they do, strongest first. */
  private record Firing(long window, List<Integer> positions) {}

  /** The neighbours of one latent, as one. */
  private final class Neighbourhood {

    private final TestSet set;
    private final Reservoir<Firing> windows;
    private final float[] strengths = new float[grid.windowLength()];
    private boolean firing;

    Neighbourhood(TestSet set) {
      this.set = set;
      this.windows = new Reservoir<>(set.wanted(), set.random(kind).stream("windows"));
    }

    /** A neighbour fires in the present window; returns whether it is the first to do so. */
    boolean fires(int position, float activation) {
      boolean first = !firing;
      firing = true;
      strengths[position] = Math.max(strengths[position], activation);
      return first;
    }

    void endOf(long window) {
      if (set.isFree(window)) {
        windows.offer(() -> new Firing(window, strongestFirst()));
      }
      Arrays.fill(strengths, 0);
      firing = false;
    }

    private List<Integer> strongestFirst() {
      return IntStream.range(0, strengths.length)
          .filter(position -> strengths[position] > 0)
          .boxed()
          .sorted(Comparator.comparingDouble(position -> -strengths[position]))
          .toList();
    }

    void addNegatives() {
      RandomStreams random = set.random(kind);
      Matching matching = new Matching(set.positives(), random);
      RandomGenerator highlights = random.stream("highlights");
      List<Firing> drawn = windows.drawn();
      for (int i = 0; i < drawn.size(); i++) {
        int count = matching.positive(i).highlighted().size();
        set.add(
            kind,
            drawn.get(i).window(),
            matching.index(i),
            FuzzingHighlights.preferring(
                drawn.get(i).positions(), count, grid.windowLength(), highlights));
      }
    }
  }
}
