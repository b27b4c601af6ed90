package io.nullscope.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nullscope.study.Seed;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WindowOrderTest {

  private static final int CONTEXT = 8;
  private static final Seed SEED = new Seed(3);

  /** Two corpora whose tokens tell where they are from. */
  private static final List<int[]> STREAMS =
      List.of(IntStream.range(0, 1000).toArray(), IntStream.range(10_000, 19_000).toArray());

  @Test
  void windowsAreRunsOfTokens() {
    WindowOrder order = order(500);
    for (int i = 0; i < 500; i++) {
      int[] window = order.next();
      assertThat(window).hasSize(CONTEXT + 1);
      for (int j = 1; j < window.length; j++) {
        assertThat(window[j]).isEqualTo(window[j - 1] + 1);
      }
    }
  }

  @Test
  void beginsWithTheFirstCorpusAndComesToSharesOfSquareRoots() {
    int total = 20_000;
    WindowOrder order = order(total);
    int[] fromFirst = new int[total];
    for (int i = 0; i < total; i++) {
      fromFirst[i] = order.next()[0] < 10_000 ? 1 : 0;
    }
    assertThat(IntStream.of(fromFirst).limit(20).sum()).isGreaterThanOrEqualTo(18);
    // √1000 : √9000 = 1 : 3; half way up the ramp 1/2 + 1/2 · 1/4.
    assertThat(IntStream.of(fromFirst).limit(2000).average().orElseThrow())
        .isCloseTo(0.625, within(0.03));
    assertThat(IntStream.of(fromFirst).skip(2000).average().orElseThrow())
        .isCloseTo(0.25, within(0.02));
  }

  @Test
  void anEpochHoldsEveryWindowOnce() {
    WindowOrder order = new WindowOrder(List.of(STREAMS.get(0)), CONTEXT, 1000, SEED);
    Set<Integer> starts = new HashSet<>();
    int perEpoch = 124;
    for (int i = 0; i < perEpoch; i++) {
      starts.add(order.next()[0]);
    }
    assertThat(starts).hasSize(perEpoch);
    assertThat(starts.stream().map(start -> start % CONTEXT).distinct()).hasSize(1);
    assertThat(order.epochs()).containsExactly(1);
  }

  @Test
  void skippingIsTaking() {
    WindowOrder taken = order(4000);
    for (int i = 0; i < 1234; i++) {
      taken.next();
    }
    WindowOrder skipped = order(4000);
    skipped.skip(1234);
    for (int i = 0; i < 100; i++) {
      assertThat(skipped.next()).isEqualTo(taken.next());
    }
    assertThat(skipped.epochs()).isEqualTo(taken.epochs());
  }

  @Test
  void anotherSeedGivesAnotherOrder() {
    WindowOrder other = new WindowOrder(STREAMS, CONTEXT, 100, new Seed(4));
    assertThat(order(100).next()).isNotEqualTo(other.next());
  }

  @Test
  void refusesACorpusShorterThanTwoWindows() {
    List<int[]> tooShort = List.of(new int[2 * CONTEXT]);
    assertThatThrownBy(() -> new WindowOrder(tooShort, CONTEXT, 10, SEED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("16 tokens");
  }

  private static WindowOrder order(long total) {
    return new WindowOrder(STREAMS, CONTEXT, total, SEED);
  }
}
