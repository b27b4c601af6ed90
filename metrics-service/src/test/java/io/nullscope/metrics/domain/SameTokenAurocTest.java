package io.nullscope.metrics.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SameTokenAurocTest {
  private static final Condition CONDITION =
      new Condition("fuzzing", "lexical", false, "same-token");

  private final List<TestWindow> windows = new ArrayList<>();
  private final List<Judgement> judgements = new ArrayList<>();

  @Test
  void countsPairsOfTheSameTokenOnly() {
    positive(0.9, 7, 1);
    positive(0.4, 8, 1);
    negative(0.4, "", 8, 1);
    negative(0.1, "", 1, 8);
    negative(0.95, "", 1, 1);

    // Token 7 is nowhere silent. Token 8 ties once and wins once.
    assertThat(score().aurocWithinTokens()).isEqualTo(0.75);
    assertThat(score().auroc(FailedAnswers.DROPPED)).isCloseTo(3.5 / 6, within(1e-12));
  }

  @Test
  void aLatentThatFiresWhereverItsTokenStandsHasNoValue() {
    positive(0.9, 7, 1);
    negative(0.1, "", 1, 2);

    assertThat(score().aurocWithinTokens()).isNaN();
  }

  @Test
  void failedJudgementsAreLeftOut() {
    positive(0.9, 7, 1);
    negative(0.95, "timeout", 7, 2);
    negative(0.1, "", 7, 2);

    assertThat(score().aurocWithinTokens()).isOne();
  }

  @Test
  void agreesWithANaiveCount() {
    Random random = new Random(5);
    List<double[]> positives = new ArrayList<>();
    List<double[]> negatives = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      int token = random.nextInt(4);
      double value = random.nextInt(6) / 6.0;
      if (i % 2 == 0) {
        positives.add(new double[] {token, value});
        positive(value, token, 100);
      } else {
        negatives.add(new double[] {token, value});
        negative(value, "", 100, token);
      }
    }
    double won = 0;
    double lost = 0;
    for (double[] p : positives) {
      for (double[] n : negatives) {
        if (p[0] == n[0]) {
          won += p[1] > n[1] ? 1 : p[1] == n[1] ? 0.5 : 0;
          lost += p[1] < n[1] ? 1 : p[1] == n[1] ? 0.5 : 0;
        }
      }
    }

    assertThat(score().aurocWithinTokens()).isCloseTo(won / (won + lost), within(1e-12));
  }

  /** A window whose first token is the strongest. */
  private void positive(double score, int... tokens) {
    add(new TestWindow(window(1, tokens), true, 0, ""), score, "");
  }

  private void negative(double score, String failure, int... tokens) {
    add(new TestWindow(window(0, tokens), false, -1, "same-token"), score, failure);
  }

  private static ContextWindow window(float first, int... tokens) {
    float[] activations = new float[tokens.length];
    activations[0] = first;
    return new ContextWindow(tokens, Collections.nCopies(tokens.length, "?"), activations, 0);
  }

  private void add(TestWindow window, double score, String failure) {
    judgements.add(
        new Judgement(
            "fuzzing", "lexical", false, windows.size(), score, score > 0, failure, List.of(0)));
    windows.add(window);
  }

  private LatentScore score() {
    return LatentScore.of(
        new ScoredLatent(
            0,
            new Explanation("?", List.of(), ""),
            List.of(),
            windows,
            judgements,
            List.of(),
            List.of(),
            60,
            100,
            2.5),
        CONDITION);
  }
}
