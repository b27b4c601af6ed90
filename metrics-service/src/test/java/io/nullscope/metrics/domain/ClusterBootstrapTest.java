package io.nullscope.metrics.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ClusterBootstrapTest {

  private final ClusterBootstrap bootstrap = new ClusterBootstrap(500, 0.9);

  @Test
  void percentilesInterpolateBetweenOrderStatistics() {
    double[] draws = {5, 1, 3, 2, 4};
    assertThat(Interval.percentile(draws, 0.5)).isEqualTo(new Interval(2, 4));
    assertThat(Interval.percentile(draws, 0.9).low()).isCloseTo(1.2, within(1e-12));
    assertThat(Interval.percentile(draws, 0.9).high()).isCloseTo(4.8, within(1e-12));
  }

  @Test
  void undefinedDrawsAreLeftOutUntilTheyAreTheMajority() {
    double nan = Double.NaN;
    assertThat(Interval.percentile(new double[] {nan, 1, 1, nan}, 0.9))
        .isEqualTo(new Interval(1, 1));
    assertThat(Interval.percentile(new double[] {nan, 1, nan}, 0.9).defined()).isFalse();
  }

  @Test
  void ratioResamplesWholeClusters() {
    RandomGenerator data = new SplitMix(1);
    double[] values = data.doubles(30).toArray();
    double[] weights = data.doubles(30, 1, 9).toArray();
    double[] draws = new double[500];
    RandomGenerator random = new SplitMix(2);
    for (int r = 0; r < draws.length; r++) {
      double value = 0;
      double weight = 0;
      for (int i = 0; i < 30; i++) {
        int drawn = random.nextInt(30);
        value += values[drawn];
        weight += weights[drawn];
      }
      draws[r] = 1 - value / weight;
    }
    Arrays.sort(draws);
    Interval interval =
        bootstrap.ratio(UnitValues.of(values, weights), RatioForm.ONE_MINUS_RATIO, new SplitMix(2));
    assertThat(interval.low()).isBetween(draws[24] - 1e-12, draws[25] + 1e-12);
    assertThat(interval.high()).isBetween(draws[474] - 1e-12, draws[475] + 1e-12);
  }

  @Test
  void sameSeedSameIntervalOtherSeedAnother() {
    UnitValues units = UnitValues.of(new SplitMix(1).doubles(40).toArray());
    Interval first = bootstrap.ratio(units, RatioForm.RATIO, new SplitMix(9));
    assertThat(bootstrap.ratio(units, RatioForm.RATIO, new SplitMix(9))).isEqualTo(first);
    assertThat(bootstrap.ratio(units, RatioForm.RATIO, new SplitMix(10))).isNotEqualTo(first);
  }

  @Test
  void coversTheTruthAboutAsOftenAsItSays() {
    RandomGenerator data = new SplitMix(21);
    int covered = 0;
    for (int study = 0; study < 300; study++) {
      UnitValues units = UnitValues.of(data.doubles(60).toArray());
      Interval interval =
          new ClusterBootstrap(200, 0.9).ratio(units, RatioForm.RATIO, new SplitMix(study));
      covered += interval.low() <= 0.5 && 0.5 <= interval.high() ? 1 : 0;
    }
    assertThat(covered / 300.0).isBetween(0.84, 0.95);
  }

  @Test
  void proportionMatchesResamplingTheLatentsThemselves() {
    double[] latents = new double[400];
    Arrays.fill(latents, 0, 300, 1);
    Interval exact = bootstrap.proportion(new Proportion(300, 400), new SplitMix(4));
    Interval direct = bootstrap.ratio(UnitValues.of(latents), RatioForm.RATIO, new SplitMix(5));
    assertThat(exact.low()).isCloseTo(direct.low(), within(0.008));
    assertThat(exact.high()).isCloseTo(direct.high(), within(0.008));
    assertThat(bootstrap.proportion(new Proportion(7, 7), new SplitMix(4)))
        .isEqualTo(new Interval(1, 1));
  }

  @Test
  void oneClusterSaysNothingAboutSpread() {
    assertThat(bootstrap.ratio(UnitValues.of(new double[] {1}), RatioForm.RATIO, new SplitMix(1)))
        .isEqualTo(Interval.UNDEFINED);
  }

  @Test
  void refusesImpossibleSettings() {
    assertThatThrownBy(() -> new ClusterBootstrap(0, 0.9)).hasMessageContaining("resamples");
    assertThatThrownBy(() -> new ClusterBootstrap(1, 1)).hasMessageContaining("confidence");
    assertThatThrownBy(() -> UnitValues.of(new double[1], new double[2]))
        .hasMessageContaining("1 values, 2 weights");
  }
}
