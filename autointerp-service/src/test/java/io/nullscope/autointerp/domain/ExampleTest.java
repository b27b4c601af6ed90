package io.nullscope.autointerp.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExampleTest {

  private static final Window WINDOW = new Window(new int[] {7, 8}, new float[] {0, 1}, 0, 0);

  @Test
  void showsTheJudgeTokensAndHighlightsOnly() {
    TestWindow test = TestWindow.positive(WINDOW, 3);
    assertThat(test.highlightedExample())
        .isEqualTo(new Example.Highlighted(List.of(7, 8), List.of(1)));
    assertThat(test.plain()).isEqualTo(new Example.Plain(List.of(7, 8)));
  }

  @Test
  void refusesHighlightsThatAreNotPositionsInOrder() {
    for (List<Integer> highlighted :
        List.of(List.of(2), List.of(-1), List.of(1, 0), List.of(1, 1))) {
      assertThatThrownBy(() -> new Example.Highlighted(List.of(7, 8), highlighted))
          .hasMessageContaining("ascending positions");
    }
    assertThatThrownBy(() -> new Example.Highlighted(List.of(7, 8), List.of()))
        .hasMessageContaining("at least one");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void refusesScoresThatCannotBeRanked(double score) {
    assertThatThrownBy(() -> new JudgeReply.Scored(score, true)).hasMessageContaining("finite");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.5, 1.01, Double.NaN})
  void refusesWeightsThatAreNotShares(double weight) {
    assertThatThrownBy(() -> new WeightedToken(4, "x", weight)).hasMessageContaining("token 4");
  }
}
