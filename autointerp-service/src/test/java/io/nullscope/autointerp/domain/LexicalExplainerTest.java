package io.nullscope.autointerp.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LexicalExplainerTest {

  private static final TokenTexts TEXTS = tokenId -> " t" + tokenId;

  private final Explainer explainer = new LexicalExplainer(0.8, 20, TEXTS);

  private static Window window(int[] tokenIds, float... activations) {
    return new Window(tokenIds, activations, 0, 0);
  }

  private static List<Integer> ids(Explanation explanation) {
    return explanation.tokens().stream().map(WeightedToken::tokenId).toList();
  }

  @Test
  void namesTheOneTokenThatCarriesAllTheMass() {
    Explanation explanation =
        explainer.explain(
            3,
            List.of(window(new int[] {5, 6, 5}, 1, 0, 2), window(new int[] {7, 5, 8}, 0, 4, 0)),
            List.of());
    assertThat(explanation.tokens()).containsExactly(new WeightedToken(5, " t5", 1));
    assertThat(explanation.text())
        .isEqualTo("fires on \" t5\" (100.0 %); together 100.0 % of its activation");
  }

  @Test
  void weighsTokensByTheirShareOfTheWholeMass() {
    Explanation explanation =
        explainer.explain(3, List.of(window(new int[] {1, 2, 1, 3}, 3, 3, 3, 1)), List.of());
    assertThat(explanation.tokens())
        .containsExactly(new WeightedToken(1, " t1", 0.6), new WeightedToken(2, " t2", 0.3));
    assertThat(explanation.text())
        .isEqualTo(
            "fires on \" t1\" (60.0 %), \" t2\" (30.0 %); together 90.0 % of its activation");
  }

  @Test
  void stopsAtExactlyTheCoverage() {
    assertThat(
            ids(
                explainer.explain(
                    0, List.of(window(new int[] {9, 8, 7, 6, 5}, 2, 2, 2, 2, 2)), List.of())))
        .containsExactly(5, 6, 7, 8);
  }

  @Test
  void doesNotNameOneTokenMoreBecauseOfRounding() {
    // In doubles 0.56 * 25 is a little more than 14.
    float[] ones = new float[25];
    Arrays.fill(ones, 1);
    Explanation explanation =
        new LexicalExplainer(0.56, 20, TEXTS)
            .explain(0, List.of(window(IntStream.range(0, 25).toArray(), ones)), List.of());
    assertThat(explanation.tokens()).hasSize(14);
  }

  @Test
  void breaksTiesByTokenIdWhateverTheOrderOfTheWindows() {
    Window first = window(new int[] {30, 10, 20}, 1, 1, 1);
    Window second = window(new int[] {20, 30, 40}, 1, 1, 2);
    assertThat(ids(explainer.explain(0, List.of(first, second), List.of())))
        .containsExactly(20, 30, 40);
    assertThat(ids(explainer.explain(0, List.of(second, first), List.of())))
        .containsExactly(20, 30, 40);
  }

  @Test
  void namesNoMoreTokensThanAllowed() {
    int[] tokenIds = new int[64];
    float[] activations = new float[64];
    for (int i = 0; i < 64; i++) {
      tokenIds[i] = i;
      activations[i] = 1 + i;
    }
    Explanation explanation =
        explainer.explain(0, List.of(window(tokenIds, activations)), List.of());
    assertThat(explanation.tokens()).hasSize(20);
    assertThat(ids(explanation)).startsWith(63, 62).endsWith(45, 44);
  }

  @Test
  void namesEveryActiveTokenForFullCoverage() {
    Explanation explanation =
        new LexicalExplainer(1, 20, TEXTS)
            .explain(0, List.of(window(new int[] {4, 3, 2, 1}, 0.1f, 0.2f, 0, 0.7f)), List.of());
    assertThat(ids(explanation)).containsExactly(1, 3, 4);
    assertThat(explanation.tokens().stream().mapToDouble(WeightedToken::weight).sum())
        .isCloseTo(1, within(1e-12));
  }

  @Test
  void findsTheSmallestCoveringSet() {
    var random = new SeededStreams(8).stream("masses");
    for (int repeat = 0; repeat < 300; repeat++) {
      int[] tokenIds = new int[12];
      float[] activations = new float[12];
      double[] masses = new double[8];
      for (int i = 0; i < 12; i++) {
        tokenIds[i] = (int) RandomChoice.below(random, 8);
        activations[i] = RandomChoice.below(random, 6);
        masses[tokenIds[i]] += activations[i];
      }
      double total = Arrays.stream(masses).sum();
      if (total == 0) {
        continue;
      }
      Explanation explanation =
          explainer.explain(0, List.of(window(tokenIds, activations)), List.of());
      int smallest = 8;
      double heaviestOfSmallest = 0;
      for (int set = 1; set < 1 << 8; set++) {
        double mass = 0;
        for (int token = 0; token < 8; token++) {
          mass += (set >> token & 1) * masses[token];
        }
        if (5 * mass >= 4 * total) {
          if (Integer.bitCount(set) < smallest) {
            smallest = Integer.bitCount(set);
            heaviestOfSmallest = 0;
          }
          if (Integer.bitCount(set) == smallest) {
            heaviestOfSmallest = Math.max(heaviestOfSmallest, mass);
          }
        }
      }
      assertThat(explanation.tokens()).hasSize(smallest);
      assertThat(explanation.tokens().stream().mapToDouble(WeightedToken::weight).sum())
          .isCloseTo(heaviestOfSmallest / total, within(1e-12));
      for (WeightedToken token : explanation.tokens()) {
        assertThat(token.weight()).isCloseTo(masses[token.tokenId()] / total, within(1e-12));
      }
    }
  }

  @Test
  void doesNotLetAHugeActivationDrownInRounding() {
    List<Window> windows = new ArrayList<>();
    windows.add(window(new int[] {1}, 3e38f));
    for (int i = 0; i < 100; i++) {
      windows.add(window(new int[] {2}, 3e38f));
    }
    assertThat(ids(explainer.explain(0, windows, List.of()))).containsExactly(2);
  }

  @Test
  void quotesTokensThatWouldBreakTheLine() {
    TokenTexts texts = tokenId -> "a\n\t\r\"\\\u0001é\uD83D\uDE00";
    assertThat(
            new LexicalExplainer(0.8, 20, texts)
                .explain(0, List.of(window(new int[] {1}, 1)), List.of())
                .text())
        .startsWith("fires on \"a\\n\\t\\r\\\"\\\\\\u0001é\uD83D\uDE00\" (");
  }

  @Test
  void refusesSilentWindows() {
    assertThatThrownBy(
            () -> explainer.explain(17, List.of(window(new int[] {1, 2}, 0, 0)), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("latent 17 is silent in all 1 explanation windows");
    assertThatThrownBy(() -> explainer.explain(17, List.of(), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"0, 20", "-0.1, 20", "1.1, 20", "NaN, 20", "0.8, 0"})
  void refusesSettingsThatExplainNothing(double coverage, int maxTokens) {
    assertThatThrownBy(() -> new LexicalExplainer(coverage, maxTokens, TEXTS))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void isOfTheLexicalKind() {
    assertThat(explainer.kind()).isEqualTo("lexical");
  }
}
