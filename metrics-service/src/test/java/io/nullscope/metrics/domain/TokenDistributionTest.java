package io.nullscope.metrics.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TokenDistributionTest {

  static ContextWindow window(int[] ids, float... activations) {
    return new ContextWindow(
        ids, Arrays.stream(ids).mapToObj(id -> "t" + id).toList(), activations, 0);
  }

  @Test
  void massIsAddedOverWindowsAndSilentTokensDoNotCount() {
    TokenDistribution tokens =
        TokenDistribution.of(
            List.of(window(new int[] {7, 8, 9}, 1, 1, 0), window(new int[] {7, 5}, 2, 0)));
    double entropy = -0.75 * Math.log(0.75) - 0.25 * Math.log(0.25);
    assertThat(tokens.entropy()).isCloseTo(entropy, within(1e-15));
    assertThat(tokens.normalizedEntropy()).isCloseTo(entropy / Math.log(2), within(1e-15));
    assertThat(tokens.topMass()).isEqualTo(0.75);
    assertThat(tokens.distinctTokens()).isEqualTo(2);
  }

  @Test
  void oneTokenHasNoSpread() {
    assertThat(TokenDistribution.of(List.of(window(new int[] {3, 4, 3}, 0.1f, 0, 0.7f))))
        .isEqualTo(new TokenDistribution(0, 0, 1, 1));
  }

  @Test
  void evenMassIsAsSpreadOutAsCanBe() {
    int[] ids = IntStream.range(0, 1280).toArray();
    float[] activations = new float[1280];
    Arrays.fill(activations, 0.3f);
    TokenDistribution tokens = TokenDistribution.of(List.of(window(ids, activations)));
    assertThat(tokens.entropy()).isCloseTo(7.1546, within(1e-4)); // ln 1280
    assertThat(tokens.normalizedEntropy()).isCloseTo(1, within(1e-12));
  }

  @Test
  void silentLatentsHaveNone() {
    assertThat(TokenDistribution.of(List.of()).entropy()).isNaN();
    assertThat(TokenDistribution.of(List.of(window(new int[] {1, 2}, 0, 0))).topMass()).isNaN();
  }

  @Test
  void agreesWithANaiveOracle() {
    RandomGenerator random = new SplitMix(17);
    List<ContextWindow> windows =
        Stream.generate(
                () -> {
                  int[] ids = new int[32];
                  float[] activations = new float[32];
                  for (int i = 0; i < 32; i++) {
                    ids[i] = random.nextInt(50);
                    activations[i] = random.nextInt(3) == 0 ? (float) random.nextDouble() : 0;
                  }
                  return window(ids, activations);
                })
            .limit(40)
            .toList();
    Map<Integer, Double> mass = new HashMap<>();
    double total = 0;
    for (ContextWindow window : windows) {
      for (int i = 0; i < 32; i++) {
        mass.merge(window.tokenIds()[i], (double) window.activations()[i], Double::sum);
        total += window.activations()[i];
      }
    }
    double sum = total;
    double entropy =
        mass.values().stream()
            .filter(m -> m > 0)
            .mapToDouble(m -> -(m / sum) * Math.log(m / sum))
            .sum();
    assertThat(TokenDistribution.of(windows).entropy()).isCloseTo(entropy, within(1e-12));
  }
}
