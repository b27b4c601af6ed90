package io.nullscope.metrics.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nullscope.verdicts.Contrast;
import io.nullscope.verdicts.Draws;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Variances beside those of a bootstrap that draws the units again and again. */
class CellValueTest {

  private static final int DOCUMENTS = 200;
  private static final int RESAMPLES = 4000;

  private final RandomGenerator random = new SplitMix(11);

  private UnitValues documents(double level) {
    double[] weights = random.doubles(DOCUMENTS, 20, 60).toArray();
    double[] values = Arrays.stream(weights).map(w -> w * (level + 0.2 * noise())).toArray();
    return UnitValues.of(values, weights);
  }

  private double noise() {
    return random.nextDouble() - 0.5;
  }

  private static double resampled(UnitValues units, RatioForm form, int[] multiplicities) {
    double values = 0;
    double weights = 0;
    for (int i = 0; i < multiplicities.length; i++) {
      values += multiplicities[i] * units.value(i);
      weights += multiplicities[i] * units.weight(i);
    }
    return form.of(values, weights);
  }

  private static double variance(double[] values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    return Arrays.stream(values).map(x -> (x - mean) * (x - mean)).sum() / (values.length - 1);
  }

  @ParameterizedTest
  @EnumSource
  void documentsVaryAsTheirBootstrap(RatioForm form) {
    UnitValues units = documents(0.6);
    CellValue value = CellValue.ofDocuments(units, form);
    double[] draws = new double[RESAMPLES];
    double[] logarithms = new double[RESAMPLES];
    int[] multiplicities = new int[DOCUMENTS];
    for (int r = 0; r < RESAMPLES; r++) {
      ClusterBootstrap.draw(multiplicities, random);
      draws[r] = resampled(units, form, multiplicities);
      logarithms[r] = Math.log(draws[r]);
    }

    assertThat(value.value()).isEqualTo(units.metric(form));
    assertThat(value.units()).isEqualTo(DOCUMENTS);
    assertThat(value.variance() / variance(draws)).isCloseTo(1, within(0.1));
    assertThat(value.logarithm().value()).isEqualTo(Math.log(units.metric(form)));
    assertThat(value.logarithm().variance() / variance(logarithms)).isCloseTo(1, within(0.1));
  }

  @Test
  void documentsArePairedBetweenCells() {
    UnitValues first = documents(0.6);
    double[] alike = first.values();
    for (int i = 0; i < alike.length; i++) {
      alike[i] += first.weight(i) * (0.1 + 0.05 * noise());
    }
    UnitValues second = UnitValues.of(alike, first.weights());
    double[] draws = new double[RESAMPLES];
    int[] multiplicities = new int[DOCUMENTS];
    for (int r = 0; r < RESAMPLES; r++) {
      ClusterBootstrap.draw(multiplicities, random);
      draws[r] =
          resampled(second, RatioForm.RATIO, multiplicities)
              - resampled(first, RatioForm.RATIO, multiplicities);
    }

    CellValue one = CellValue.ofDocuments(first, RatioForm.RATIO);
    CellValue two = CellValue.ofDocuments(second, RatioForm.RATIO);

    assertThat(two.minus(one).variance() / variance(draws)).isCloseTo(1, within(0.1));
    assertThat(two.minus(one).variance()).isLessThan(0.2 * (one.variance() + two.variance()));
  }

  @Test
  void latentsOfTwoSaesAreUnrelated() {
    double[] values = random.doubles(100).toArray();
    CellValue latents = CellValue.ofLatents(UnitValues.of(values));

    double plugIn = variance(values) * 99 / 100 / 100;
    assertThat(latents.variance()).isCloseTo(plugIn, within(1e-12));
    assertThat(latents.minus(latents).variance()).isCloseTo(2 * plugIn, within(1e-12));
    CellValue share = CellValue.ofProportion(new Proportion(30, 120));
    assertThat(share.value()).isEqualTo(0.25);
    assertThat(share.variance()).isCloseTo(0.25 * 0.75 / 120, within(1e-15));
  }

  @Test
  void pooledExamplesVaryAsTheirBootstrapOverLatents() {
    List<LatentExamples> latents = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      double shift = 0.5 * random.nextDouble();
      latents.add(
          new LatentExamples(
              random.doubles(15, shift, 1 + shift).toArray(), random.doubles(15).toArray()));
    }
    PooledAuroc pooled = new PooledAuroc(latents);
    double[] draws = new double[RESAMPLES];
    int[] multiplicities = new int[latents.size()];
    for (int r = 0; r < RESAMPLES; r++) {
      ClusterBootstrap.draw(multiplicities, random);
      draws[r] = pooled.resampled(multiplicities);
    }

    CellValue value = CellValue.ofPooledAuroc(latents);

    assertThat(value.value()).isEqualTo(pooled.value());
    assertThat(value.variance() / variance(draws)).isCloseTo(1, within(0.12));
  }

  @Test
  void theSamplingVarianceOfDrawsIsTheMeanOverPairs() {
    double[] layers = {0, 1};
    List<List<CellValue>> trained = List.of(points(0.7), points(0.8));
    List<List<List<CellValue>>> nulls = new ArrayList<>();
    for (int v = 0; v < 3; v++) {
      nulls.add(List.of(points(0.5), points(0.6)));
    }
    CellGrid grid = new CellGrid(layers, trained, nulls);

    Draws draws = grid.draws(new Contrast.All());

    double expected = 0;
    for (int u = 0; u < 3; u++) {
      for (int v = 0; v < u; v++) {
        expected += summary(nulls.get(u)).minus(summary(nulls.get(v))).variance() / 2 / 3;
      }
    }
    assertThat(draws.count()).isEqualTo(3);
    assertThat(draws.trained()).isCloseTo(summary(trained).value(), within(1e-12));
    assertThat(draws.sampling()).isCloseTo(expected, within(1e-15));
    assertThat(grid.draws(new Contrast.At(1)).trained())
        .isCloseTo(
            (trained.get(0).get(1).value() + trained.get(1).get(1).value()) / 2, within(1e-12));
    List<CellValue> differences = grid.differences(new Contrast.At(0));
    assertThat(differences).hasSize(2);
    assertThat(differences.get(1).value())
        .isCloseTo(
            trained.get(1).get(0).value() - nulls.get(0).get(1).get(0).value(), within(1e-12));
  }

  private List<CellValue> points(double level) {
    return List.of(
        CellValue.ofDocuments(documents(level), RatioForm.RATIO),
        CellValue.ofDocuments(documents(level), RatioForm.RATIO));
  }

  private static CellValue summary(List<List<CellValue>> seeds) {
    return CellValue.mean(seeds.stream().map(CellValue::mean).toList());
  }

  @Test
  void cellsOfOtherDocumentsAreRefused() {
    CellValue many = CellValue.ofDocuments(documents(1), RatioForm.RATIO);
    CellValue two = CellValue.ofDocuments(UnitValues.of(new double[] {1, 2}), RatioForm.RATIO);

    assertThatThrownBy(() -> many.minus(two)).hasMessageContaining("documents of every cell");
  }

  @Test
  void entropyOfWordCounts() {
    UnigramCounts counts = new UnigramCounts();
    assertThat(counts.entropy()).isNaN();
    counts.add(new int[][] {{1, 1, 2}, {3, 1, 2}});

    double entropy = -(0.5 * Math.log(0.5) + Math.log(1 / 3.0) / 3 + Math.log(1 / 6.0) / 6);
    assertThat(counts.entropy()).isCloseTo(entropy, within(1e-12));
  }
}
