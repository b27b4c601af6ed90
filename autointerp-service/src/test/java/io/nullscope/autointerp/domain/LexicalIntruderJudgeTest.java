package io.nullscope.autointerp.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LexicalIntruderJudgeTest {

  private static Example.Highlighted shown(List<Integer> tokenIds, Integer... highlighted) {
    return new Example.Highlighted(tokenIds, List.of(highlighted));
  }

  private static IntruderReply choose(Example.Highlighted... shown) {
    return new LexicalIntruderJudge().choose(List.of(shown));
  }

  @Test
  void choosesTheWindowWhoseHighlightsNoOtherHas() {
    assertThat(
            choose(
                shown(List.of(1, 5), 0),
                shown(List.of(6, 1), 1),
                shown(List.of(5, 6), 0, 1),
                shown(List.of(1, 2), 0, 1),
                shown(List.of(1, 1), 0, 1)))
        .isEqualTo(new IntruderReply.Chosen(2));
  }

  @Test
  void looksAtHighlightedTokensOnly() {
    assertThat(choose(shown(List.of(9, 1), 0), shown(List.of(8, 1), 0), shown(List.of(9, 2), 0)))
        .isEqualTo(new IntruderReply.Chosen(1));
  }

  @Test
  void weighsTheShareOfCommonTokens() {
    // Jaccard sums: 1/2 + 1/3, 1/2 + 1/4, 1/3 + 1/4.
    assertThat(
            choose(
                shown(List.of(1, 2), 0),
                shown(List.of(1, 2), 0, 1),
                shown(List.of(1, 3, 4), 0, 1, 2)))
        .isEqualTo(new IntruderReply.Chosen(2));
  }

  @Test
  void takesTheFirstOfEqualWindows() {
    assertThat(choose(shown(List.of(1), 0), shown(List.of(2), 0), shown(List.of(3), 0)))
        .isEqualTo(new IntruderReply.Chosen(0));
  }
}
