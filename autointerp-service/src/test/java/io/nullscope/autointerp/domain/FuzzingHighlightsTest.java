package io.nullscope.autointerp.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class FuzzingHighlightsTest {

  private static final Window SILENT = new Window(new int[8], new float[8], 0, 0);

  @Test
  void highlightsTokensFromThreeTenthsOfTheMaximumOn() {
    assertThat(
            FuzzingHighlights.ofPositive(
                new Window(new int[6], new float[] {0, 10, 3, 2.99f, 3.01f, 0}, 0, 0)))
        .containsExactly(1, 2, 4);
  }

  @Test
  void alwaysHighlightsTheMaximum() {
    for (float max : new float[] {Float.MIN_VALUE, 1e-30f, 0.7f, 1e30f, Float.MAX_VALUE}) {
      assertThat(FuzzingHighlights.ofPositive(new Window(new int[2], new float[] {0, max}, 0, 0)))
          .containsExactly(1);
    }
  }

  @Test
  void highlightsAllOfAFlatWindow() {
    assertThat(FuzzingHighlights.ofPositive(new Window(new int[3], new float[] {2, 2, 2}, 0, 0)))
        .containsExactly(0, 1, 2);
  }

  @Test
  void refusesASilentWindow() {
    assertThatThrownBy(() -> FuzzingHighlights.ofPositive(SILENT))
        .hasMessageContaining("is silent");
  }

  @Test
  void takesPreferredPositionsBeforeOthers() {
    var random = new SeededStreams(1).stream("highlights");
    assertThat(FuzzingHighlights.preferring(List.of(6, 2, 4), 2, 8, random)).containsExactly(2, 6);
    assertThat(FuzzingHighlights.preferring(List.of(6, 2), 2, 8, random)).containsExactly(2, 6);
    for (int repeat = 0; repeat < 100; repeat++) {
      assertThat(FuzzingHighlights.preferring(List.of(6, 2), 5, 8, random))
          .hasSize(5)
          .contains(2, 6)
          .isSorted()
          .doesNotHaveDuplicates()
          .allMatch(position -> position >= 0 && position < 8);
    }
    assertThat(FuzzingHighlights.preferring(List.of(), 8, 8, random))
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
  }

  @Test
  void fillsUpUniformly() {
    int[] drawn = new int[8];
    var random = new SeededStreams(1).stream("highlights");
    for (int repeat = 0; repeat < 7_000; repeat++) {
      FuzzingHighlights.preferring(List.of(3), 2, 8, random).forEach(i -> drawn[i]++);
    }
    assertThat(drawn[3]).isEqualTo(7_000);
    for (int position = 0; position < 8; position++) {
      // 1,000 expected, standard deviation 29
      assertThat(drawn[position]).isBetween(880, position == 3 ? 7_000 : 1_120);
    }
  }
}
