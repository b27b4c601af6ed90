package io.nullscope.autointerp.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LexicalJudgeTest {

  private static final Explanation EXPLANATION =
      new Explanation("", List.of(new WeightedToken(1, "a", 0.5), new WeightedToken(2, "b", 0.25)));

  private final Judge judge = new LexicalJudge();

  private JudgeReply.Scored judge(Example example) {
    return (JudgeReply.Scored) judge.judge(EXPLANATION, List.of(example)).get(0);
  }

  @Test
  void scoresFuzzingByTheMeanWeightOfTheHighlights() {
    List<Integer> tokenIds = List.of(1, 2, 3, 1);
    assertThat(judge(new Example.Highlighted(tokenIds, List.of(0))).score()).isEqualTo(0.5);
    assertThat(judge(new Example.Highlighted(tokenIds, List.of(0, 1))).score()).isEqualTo(0.375);
    assertThat(judge(new Example.Highlighted(tokenIds, List.of(0, 3))).score()).isEqualTo(0.5);
    assertThat(judge(new Example.Highlighted(tokenIds, List.of(2))).score()).isZero();
    assertThat(judge(new Example.Highlighted(tokenIds, List.of(1, 2))).score()).isEqualTo(0.125);
  }

  @Test
  void scoresDetectionByTheSumOverTheWindow() {
    assertThat(judge(new Example.Plain(List.of(1, 2, 3, 1))).score()).isEqualTo(1.25);
    assertThat(judge(new Example.Plain(List.of(3, 4, 5))).score()).isZero();
  }

  @Test
  void saysYesWhenAnExplainedTokenIsThere() {
    assertThat(judge(new Example.Highlighted(List.of(1, 3), List.of(0, 1))).predicted()).isTrue();
    assertThat(judge(new Example.Highlighted(List.of(1, 3), List.of(1))).predicted()).isFalse();
    assertThat(judge(new Example.Plain(List.of(3, 2))).predicted()).isTrue();
    assertThat(judge(new Example.Plain(List.of(3, 4))).predicted()).isFalse();
  }

  @Test
  void equalScoresTieWhateverTheOrderAndNumberOfTerms() {
    Explanation thirds =
        new Explanation(
            "",
            List.of(
                new WeightedToken(1, "a", 0.1),
                new WeightedToken(2, "b", 0.2),
                new WeightedToken(3, "c", 0.3)));
    List<Example> examples =
        List.of(
            new Example.Highlighted(List.of(1, 2, 3), List.of(0, 1, 2)),
            new Example.Highlighted(List.of(3, 2, 1), List.of(0, 1, 2)),
            new Example.Highlighted(List.of(2, 2, 2), List.of(0, 1, 2)),
            new Example.Highlighted(List.of(2, 2, 2), List.of(0)));
    assertThat(0.1 + 0.2 + 0.3).isNotEqualTo(0.3 + 0.2 + 0.1);

    assertThat(judge.judge(thirds, examples)).containsOnly(judge.judge(thirds, examples).get(0));
  }

  @Test
  void saysNoWithoutTokens() {
    Explanation textOnly = new Explanation("fires on joy", List.of());
    assertThat(judge.judge(textOnly, List.of(new Example.Plain(List.of(1, 2)))))
        .containsExactly(new JudgeReply.Scored(0, false));
  }

  @Test
  void repliesInTheOrderOfTheExamples() {
    assertThat(
            judge.judge(
                EXPLANATION,
                List.of(
                    new Example.Plain(List.of(2)),
                    new Example.Plain(List.of(3)),
                    new Example.Plain(List.of(1)))))
        .containsExactly(
            new JudgeReply.Scored(0.25, true),
            new JudgeReply.Scored(0, false),
            new JudgeReply.Scored(0.5, true));
    assertThat(judge.judge(EXPLANATION, List.of())).isEmpty();
  }

  @Test
  void agreesWithADenseOracle() {
    var random = new SeededStreams(3).stream("examples");
    double[] weights = {0, 0.5, 0.25, 0, 0, 0};
    for (int repeat = 0; repeat < 500; repeat++) {
      int length = 1 + (int) RandomChoice.below(random, 32);
      List<Integer> tokenIds = random.ints(length, 0, 6).boxed().toList();
      int count = 1 + (int) RandomChoice.below(random, length);
      List<Integer> highlighted =
          Arrays.stream(RandomChoice.distinct(random, length, count))
              .mapToObj(position -> (int) position)
              .toList();
      double mean =
          highlighted.stream()
              .mapToDouble(position -> weights[tokenIds.get(position)])
              .average()
              .orElseThrow();
      double sum = tokenIds.stream().mapToDouble(tokenId -> weights[tokenId]).sum();
      assertThat(judge(new Example.Highlighted(tokenIds, highlighted)).score())
          .isCloseTo(mean, within(1e-12));
      assertThat(judge(new Example.Plain(tokenIds)).score()).isCloseTo(sum, within(1e-12));
    }
  }
}
