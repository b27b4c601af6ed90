package io.nullscope.metrics.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
    int seven = positive(0.9, 7, 1);
    int eight = positive(0.4, 8, 1);
    negative(eight, 0.4, "", 8, 1);
    negative(eight, 0.1, "", 8, 2);
    negative(seven, 0.95, "", 7, 8);

    // Token 8 ties once and wins once, token 7 loses. That 8 stands in the last one, too, is no
    // matter: it was made for 7.
    assertThat(score().aurocWithinTokens()).isEqualTo(0.5);
    assertThat(score().auroc(FailedAnswers.DROPPED)).isCloseTo(3.5 / 6, within(1e-12));
  }

  @Test
  void highlightsMustStandOnTheSameTokens() {
    int positive = add(firing(7, 1, 9), 0.9, "", List.of(0, 2));
    add(silent(positive, 9, 7, 1), 0.95, "", List.of(0, 1));
    add(silent(positive, 7, 1, 1), 0.1, "", List.of(0, 1));
    add(silent(positive, 7, 7, 9), 0.1, "", List.of(0, 1));

    assertThat(score().aurocWithinTokens()).isZero();
  }

  @Test
  void aLatentThatFiresWhereverItsTokenStandsHasNoValue() {
    positive(0.9, 7, 1);
    int other = positive(0.2, 1, 7);
    negative(other, 0.1, "", 1, 2);
    judgements.remove(other);

    assertThat(score().aurocWithinTokens()).isNaN();
  }

  @Test
  void failedJudgementsAreLeftOut() {
    int positive = positive(0.9, 7, 1);
    negative(positive, 0.95, "timeout", 7, 2);
    negative(positive, 0.1, "", 7, 2);

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
      if (i < 30) {
        positives.add(new double[] {token, value});
        positive(value, token, 100);
      } else {
        int matched = random.nextInt(30);
        token = (int) positives.get(matched)[0];
        negatives.add(new double[] {token, value});
        negative(matched, value, "", token, 100);
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

  @Test
  void aNegativeIsMadeForAPositive() {
    int positive = positive(0.9, 7, 1);
    negative(positive, 0.1, "", 7, 2);
    negative(positive + 1, 0.1, "", 7, 2);

    assertThatThrownBy(this::score)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a negative of latent 0 is matched with test window 1, which is no positive");
  }

  /** A window whose first token is the strongest and highlighted; returns its index. */
  private int positive(double score, int... tokens) {
    return add(firing(tokens), score, "", List.of(0));
  }

  private static TestWindow firing(int... tokens) {
    return new TestWindow(window(1, tokens), true, 0, "", -1);
  }

  private void negative(int matched, double score, String failure, int... tokens) {
    add(silent(matched, tokens), score, failure, List.of(0));
  }

  private static TestWindow silent(int matched, int... tokens) {
    return new TestWindow(window(0, tokens), false, -1, "same-token", matched);
  }

  private static ContextWindow window(float first, int... tokens) {
    float[] activations = new float[tokens.length];
    activations[0] = first;
    return new ContextWindow(tokens, Collections.nCopies(tokens.length, "?"), activations, 0);
  }

  private int add(TestWindow window, double score, String failure, List<Integer> highlighted) {
    judgements.add(
        new Judgement(
            "fuzzing", "lexical", false, windows.size(), score, score > 0, failure, highlighted));
    windows.add(window);
    return windows.size() - 1;
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
            2.5,
            TokenProfile.UNKNOWN),
        CONDITION);
  }
}
