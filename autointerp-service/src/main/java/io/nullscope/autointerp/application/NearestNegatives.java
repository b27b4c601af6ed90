package io.nullscope.autointerp.application;

import io.nullscope.autointerp.domain.Matching;
import io.nullscope.autointerp.domain.NearestWindows;
import io.nullscope.autointerp.domain.NegativeKind;
import io.nullscope.autointerp.domain.RandomChoice;
import io.nullscope.autointerp.domain.RandomStreams;
import io.nullscope.autointerp.domain.TestSet;
import io.nullscope.autointerp.domain.TokenCorpus;
import io.nullscope.autointerp.domain.Window;
import io.nullscope.autointerp.domain.WindowGrid;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The silent windows that read most like those in which the latent fires most strongly, out of a
 * pool of random windows that all latents share. Compared with explanation windows, not with the
 * positives: no test window is chosen by another. Highlighted as random negatives are.
 */
final class NearestNegatives implements NegativeSearch {

  /** Windows of the pool, at most. */
  static final int POOL = 2048;

  /** Windows with which the pool is compared, at most. */
  static final int QUERIES = 10;

  private static final NegativeKind KIND = NegativeKind.NEAREST;

  private final TokenCorpus corpus;
  private final WindowGrid grid;
  private final NearestWindows nearest;
  private final RandomStreams random;

  /**
   * Searches.
   *
   * @param random streams of the SAE; the pool comes from {@code nearest-pool}
   */
  NearestNegatives(
      TokenCorpus corpus, WindowGrid grid, NearestWindows nearest, RandomStreams random) {
    this.corpus = corpus;
    this.grid = grid;
    this.nearest = nearest;
    this.random = random;
  }

  @Override
  public void addTo(List<TestSet> sets) {
    int size = (int) Math.min(POOL, grid.count());
    long[] windows = RandomChoice.distinct(random.stream("nearest-pool"), grid.count(), size);
    NearestWindows.Pool pool =
        nearest.pool(Arrays.stream(windows).mapToObj(this::tokenIds).toList());
    for (TestSet set : sets) {
      Matching matching = new Matching(set.positives(), set.random(KIND));
      int[] order = pool.nearestFirst(strongest(set.explanation()));
      long[] chosen =
          Arrays.stream(order)
              .mapToLong(i -> windows[i])
              .filter(set::isFree)
              .limit(set.wanted())
              .toArray();
      for (int i = 0; i < chosen.length; i++) {
        set.add(KIND, chosen[i], matching.index(i), matching.positive(i).highlighted());
      }
    }
  }

  /** Of equally strong windows the first in the corpus. */
  private static List<List<Integer>> strongest(List<Window> explanation) {
    return explanation.stream()
        .sorted(Comparator.comparingDouble(window -> -window.maxActivation()))
        .limit(QUERIES)
        .map(window -> Arrays.stream(window.tokenIds()).boxed().toList())
        .toList();
  }

  private List<Integer> tokenIds(long window) {
    long start = grid.start(window);
    return IntStream.range(0, grid.windowLength())
        .mapToObj(i -> corpus.tokenId(start + i))
        .toList();
  }
}
