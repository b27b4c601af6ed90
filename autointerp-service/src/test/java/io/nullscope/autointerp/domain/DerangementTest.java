package io.nullscope.autointerp.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DerangementTest {

  @Test
  void leavesNothingInItsPlace() {
    for (int size = 2; size < 60; size++) {
      int[] order = Derangement.draw(new SeededStreams(size).stream("derangement"), size);
      assertThat(order).hasSize(size).doesNotHaveDuplicates();
      for (int i = 0; i < size; i++) {
        assertThat(order[i]).isBetween(0, size - 1).isNotEqualTo(i);
      }
    }
  }

  @Test
  void drawsAllDerangementsAsOften() {
    Map<String, Integer> drawn = new HashMap<>();
    var random = new SeededStreams(1).stream("derangement");
    for (int repeat = 0; repeat < 9_000; repeat++) {
      drawn.merge(Arrays.toString(Derangement.draw(random, 4)), 1, Integer::sum);
    }
    // Four items have nine derangements: 1,000 each expected, standard deviation 30.
    assertThat(drawn).hasSize(9);
    assertThat(drawn.values()).allMatch(count -> count > 870 && count < 1_130);
  }

  @Test
  void refusesASingleItem() {
    assertThatThrownBy(() -> Derangement.draw(new SeededStreams(1).stream("derangement"), 1))
        .hasMessageContaining("at least two");
  }
}
