package io.nullscope.autointerp.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReservoirTest {

  private static Reservoir<Integer> offered(int capacity, int items, long seed) {
    Reservoir<Integer> reservoir =
        new Reservoir<>(capacity, new SeededStreams(seed).stream("reservoir"));
    for (int i = 0; i < items; i++) {
      int item = i;
      reservoir.offer(() -> item);
    }
    return reservoir;
  }

  @Test
  void keepsEverythingThatFits() {
    assertThat(offered(5, 0, 1).drawn()).isEmpty();
    assertThat(offered(5, 5, 1).drawn()).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
  }

  @Test
  void drawsEachItemAsOftenAndInEachPlace() {
    int[] kept = new int[10];
    int[] first = new int[10];
    for (int seed = 0; seed < 10_000; seed++) {
      var drawn = offered(3, 10, seed).drawn();
      assertThat(drawn).hasSize(3).doesNotHaveDuplicates();
      drawn.forEach(item -> kept[item]++);
      first[drawn.get(0)]++;
    }
    for (int item = 0; item < 10; item++) {
      // 3,000 and 1,000 expected, standard deviations 46 and 30
      assertThat(kept[item]).isBetween(2_800, 3_200);
      assertThat(first[item]).isBetween(870, 1_130);
    }
  }

  @Test
  void makesOnlyTheItemsThatItKeeps() {
    AtomicInteger made = new AtomicInteger();
    Reservoir<Integer> reservoir = new Reservoir<>(1, new SeededStreams(1).stream("reservoir"));
    for (int i = 0; i < 1_000; i++) {
      reservoir.offer(made::incrementAndGet);
    }
    // The expected number is the 1,000th harmonic number, 7.5.
    assertThat(made.get()).isBetween(1, 20);
  }
}
