package io.nullscope.autointerp.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TestSetTest {

  private static final ArrayCorpus CORPUS = ArrayCorpus.uniform(16_000, 16, 50, 40, 1);
  private static final WindowGrid GRID = WindowGrid.over(CORPUS, 8);

  private static TestSet set(SplitRule rule, long seed) {
    return set(CORPUS, rule, seed);
  }

  private static TestSet set(TokenCorpus corpus, SplitRule rule, long seed) {
    LatentActivations.Builder activations = new LatentActivations.Builder(3);
    var random = new SeededStreams(9).stream("activations");
    for (int position = 0; position < CORPUS.tokens(); position++) {
      // Late in the window, so that the place of a highlight is not uniform.
      if (corpus.counts(position) && position % 8 >= 4 && random.nextDouble() < 0.1) {
        activations.add(position, 0.2f + random.nextFloat());
      }
    }
    return new TestSet(
        corpus, GRID, activations.build(), GRID.uncounted(corpus), rule, new SeededStreams(seed));
  }

  private static Map<List<Integer>, Integer> highlights(List<TestWindow> windows) {
    Map<List<Integer>, Integer> counted = new HashMap<>();
    windows.forEach(test -> counted.merge(test.highlighted(), 1, Integer::sum));
    return counted;
  }

  @Test
  void randomNegativesHaveTheHighlightsOfThePositives() {
    TestSet set = set(new SplitRule(40, 50, 50, 0), 1);
    List<TestWindow> negatives = set.windows().subList(50, 100);

    assertThat(set.positives()).hasSize(50).isEqualTo(set.windows().subList(0, 50));
    assertThat(negatives).hasSize(50).allMatch(test -> test.is(NegativeKind.RANDOM));
    assertThat(highlights(negatives)).isEqualTo(highlights(set.positives()));
  }

  /**
   * Every second window does not count at all, and in the others the last position does not, unless
   * the token is even.
   */
  private static final class Sparse implements TokenCorpus {
    @Override
    public long tokens() {
      return CORPUS.tokens();
    }

    @Override
    public int contextLength() {
      return CORPUS.contextLength();
    }

    @Override
    public int tokenId(long position) {
      return CORPUS.tokenId(position);
    }

    @Override
    public int documentId(long position) {
      return CORPUS.documentId(position);
    }

    @Override
    public boolean allCount() {
      return false;
    }

    @Override
    public boolean counts(long position) {
      return position / 8 % 2 == 0 && (position % 8 < 7 || tokenId(position) % 2 == 0);
    }
  }

  @Test
  void nothingIsHighlightedOrTestedWhereNoPositionCounts() {
    Sparse corpus = new Sparse();
    TestSet set = set(corpus, new SplitRule(40, 50, 50, 20), 1);
    List<TestWindow> windows = set.windows();

    assertThat(windows).hasSize(100);
    for (TestWindow test : windows) {
      assertThat(test.window().start() / 8 % 2).isZero();
      assertThat(test.highlighted())
          .isNotEmpty()
          .doesNotHaveDuplicates()
          .isSorted()
          .allMatch(position -> corpus.counts(test.window().start() + position));
      if (!test.positive()) {
        assertThat(test.highlighted())
            .hasSameSizeAs(set.positives().get(test.matched()).highlighted());
      }
    }
    assertThat(set.contrast()).hasSize(20).allMatch(window -> window.start() / 8 % 2 == 0);
    assertThat(set.isFree(1)).isFalse();
  }

  @Test
  void eachPositiveIsMatchedOnceBeforeAnyIsMatchedAgain() {
    TestSet set = set(new SplitRule(40, 10, 25, 0), 1);
    Map<List<Integer>, Integer> once = highlights(set.positives());
    List<TestWindow> negatives = set.windows().subList(10, 35);

    assertThat(highlights(negatives.subList(0, 10))).isEqualTo(once);
    assertThat(highlights(negatives.subList(10, 20))).isEqualTo(once);
  }

  @Test
  void contrastWindowsAreSilentAndNoTests() {
    TestSet set = set(new SplitRule(40, 50, 50, 10), 1);
    Set<Long> tested = new HashSet<>();
    set.windows().forEach(test -> tested.add(test.window().start()));

    assertThat(set.contrast())
        .hasSize(10)
        .doesNotHaveDuplicates()
        .allMatch(window -> window.maxActivation() == 0)
        .noneMatch(window -> tested.contains(window.start()))
        .noneMatch(window -> set.isFree(window.start() / 8));
    assertThat(set(new SplitRule(40, 50, 50, 0), 1).windows()).isEqualTo(set.windows());
  }

  @Test
  void anActiveOrUsedWindowIsNotFree() {
    TestSet set = set(new SplitRule(40, 50, 50, 0), 1);
    List<Window> taken = new ArrayList<>(set.explanation());
    set.windows().forEach(test -> taken.add(test.window()));
    for (Window window : taken) {
      long index = window.start() / 8;
      assertThat(set.isFree(index)).isFalse();
      assertThatThrownBy(() -> set.add(NegativeKind.NEAREST, index, 0, List.of(0)))
          .hasMessageContaining("active or used already");
    }
    long free = 0;
    while (!set.isFree(free)) {
      free++;
    }
    set.add(NegativeKind.NEAREST, free, 0, List.of(2));
    assertThat(set.isFree(free)).isFalse();
    assertThat(set.windows().get(100).is(NegativeKind.NEAREST)).isTrue();
  }
}
