package io.nullscope.autointerp.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WeightedReservoirTest {

  private static final double[] WEIGHTS = {1, 1, 2, 4};

  private static List<Integer> drawn(int capacity, int items, long seed) {
    WeightedReservoir<Integer> reservoir =
        new WeightedReservoir<>(capacity, new SeededStreams(seed).stream("reservoir"));
    for (int i = 0; i < items; i++) {
      reservoir.offer(i, WEIGHTS[i]);
    }
    return reservoir.drawn();
  }

  @Test
  void keepsEverythingThatFits() {
    assertThat(drawn(4, 0, 1)).isEmpty();
    assertThat(drawn(0, 4, 1)).isEmpty();
    assertThat(drawn(4, 4, 1)).containsExactlyInAnyOrder(0, 1, 2, 3);
  }

  @Test
  void drawsOneAfterTheOtherInProportionToTheWeights() {
    int[] first = new int[4];
    int secondAfterTheHeaviest = 0;
    for (int seed = 0; seed < 16_000; seed++) {
      List<Integer> drawn = drawn(2, 4, seed);
      assertThat(drawn).hasSize(2).doesNotHaveDuplicates();
      first[drawn.get(0)]++;
      if (drawn.equals(List.of(3, 2))) {
        secondAfterTheHeaviest++;
      }
    }
    // 2,000, 2,000, 4,000 and 8,000 expected, standard deviations 42, 42, 55 and 63
    assertThat(first[0]).isBetween(1_830, 2_170);
    assertThat(first[1]).isBetween(1_830, 2_170);
    assertThat(first[2]).isBetween(3_780, 4_220);
    assertThat(first[3]).isBetween(7_750, 8_250);
    // Half of those that begin with the heaviest: 2 of the 4 left.
    assertThat(secondAfterTheHeaviest).isBetween(3_750, 4_250);
  }
}
