package io.nullscope.autointerp.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EmbeddingJudgeTest {

  private static final TokenTexts TEXTS = id -> " " + (char) ('a' + id);

  private final List<String> asked = new ArrayList<>();

  /** Counts of the letters a, b and c, of unit length. */
  private float[][] letters(List<String> texts) {
    asked.addAll(texts);
    return texts.stream().map(EmbeddingJudgeTest::row).toArray(float[][]::new);
  }

  private static float[] row(String text) {
    double[] counts =
        Stream.of('a', 'b', 'c')
            .mapToDouble(letter -> text.chars().filter(c -> c == letter).count())
            .toArray();
    double norm = Math.sqrt(Stream.of(0, 1, 2).mapToDouble(i -> counts[i] * counts[i]).sum());
    return new float[] {
      (float) (counts[0] / norm), (float) (counts[1] / norm), (float) (counts[2] / norm)
    };
  }

  private List<JudgeReply> judge(Explanation explanation, Example... examples) {
    return new EmbeddingJudge(this::letters, TEXTS).judge(explanation, List.of(examples));
  }

  @Test
  void scoresByTheCosineOfExplanationAndWindow() {
    List<JudgeReply> replies =
        judge(
            new Explanation("a", List.of()),
            new Example.Plain(List.of(0, 0)),
            new Example.Plain(List.of(0, 1)),
            new Example.Highlighted(List.of(1, 2), List.of(1)));

    assertThat(asked).containsExactly("a", " a a", " a b", " b c");
    double[] expected = {1, 1 / Math.sqrt(2), 0};
    for (int i = 0; i < expected.length; i++) {
      JudgeReply.Scored scored = (JudgeReply.Scored) replies.get(i);
      assertThat(scored.score()).isCloseTo(expected[i], within(1e-6));
      assertThat(scored.predicted()).isEqualTo(expected[i] > 0);
    }
  }

  @Test
  void readsTheTokensOfALexicalExplanation() {
    judge(
        new Explanation(
            "fires on \" b\" (60.0 %)",
            List.of(new WeightedToken(1, " b", 0.6), new WeightedToken(2, " c", 0.2))),
        new Example.Plain(List.of(0)));
    assertThat(asked.get(0)).contains("b", "c").doesNotContain("fires", "%");
  }

  @Test
  void failsWithoutAnExplanation() {
    Example window = new Example.Plain(List.of(0));
    for (Explanation none :
        List.of(Explanation.failed(FailureReason.REFUSED), new Explanation(" ", List.of()))) {
      assertThat(judge(none, window, window))
          .containsExactly(
              new JudgeReply.Failed(FailureReason.NO_EXPLANATION),
              new JudgeReply.Failed(FailureReason.NO_EXPLANATION));
    }
    assertThat(asked).isEmpty();
  }
}
