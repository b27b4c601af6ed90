package io.nullscope.metrics.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ComparisonTest {

  private final EffectTest test = new EffectTest(new ClusterBootstrap(400, 0.95), 40_000, 40_000);

  private static <T> List<Arms<T>> one(T trained, T other) {
    return List.of(new Arms<>(List.of(trained), List.of(other)));
  }

  private EffectEstimate estimate(Comparison comparison) {
    return test.estimate(comparison, new SplitMix(1), new SplitMix(2));
  }

  @Test
  void latentPermutationMatchesFullEnumeration() {
    double[] pool = {0.9, 0.8, 0.85, 0.4, 0.5, 0.6, 0.82, 0.3};
    UnitValues trained = UnitValues.of(Arrays.copyOf(pool, 4));
    UnitValues other = UnitValues.of(Arrays.copyOfRange(pool, 4, 8));
    double observed = difference(pool, 0b00001111);
    int extreme = 0;
    int total = 0;
    for (int mask = 0; mask < 256; mask++) {
      if (Integer.bitCount(mask) == 4) {
        total++;
        extreme += Math.abs(difference(pool, mask)) >= Math.abs(observed) - 1e-12 ? 1 : 0;
      }
    }
    EffectEstimate effect = estimate(new LatentComparison(one(trained, other)));
    assertThat(effect.effect()).isCloseTo(observed, within(1e-12));
    assertThat(effect.pValue()).isCloseTo((double) extreme / total, within(0.01));
    assertThat(effect.trainedValue()).isCloseTo(0.7375, within(1e-12));
  }

  private static double difference(double[] pool, int mask) {
    double[] sums = new double[2];
    for (int i = 0; i < pool.length; i++) {
      sums[(mask >> i) & 1] += pool[i] / 4;
    }
    return sums[1] - sums[0];
  }

  @Test
  void documentPermutationMatchesFullEnumeration() {
    double[][] v = {{1, 2, 3, 1, 4, 2}, {0.5, 1.8, 1, 1.5, 2, 1.9}};
    double[][] w = {{2, 3, 4, 2, 5, 3}, {2, 3, 4, 2, 5, 3}};
    double observed = ratioDifference(v, w, 0);
    int extreme = 0;
    for (int mask = 0; mask < 64; mask++) {
      extreme += Math.abs(ratioDifference(v, w, mask)) >= Math.abs(observed) - 1e-12 ? 1 : 0;
    }
    Comparison comparison =
        new DocumentComparison(
            RatioForm.RATIO, one(UnitValues.of(v[0], w[0]), UnitValues.of(v[1], w[1])));
    EffectEstimate effect = estimate(comparison);
    assertThat(effect.effect()).isCloseTo(observed, within(1e-12));
    assertThat(effect.pValue()).isCloseTo(extreme / 64.0, within(0.01));
  }

  private static double ratioDifference(double[][] v, double[][] w, int mask) {
    double[] values = new double[2];
    double[] weights = new double[2];
    for (int d = 0; d < v[0].length; d++) {
      int swap = (mask >> d) & 1;
      for (int cell = 0; cell < 2; cell++) {
        values[cell] += v[cell ^ swap][d];
        weights[cell] += w[cell ^ swap][d];
      }
    }
    return values[0] / weights[0] - values[1] / weights[1];
  }

  @Test
  void severalSeedsAreDealtOutWithinEachDocument() {
    double[][] v = {{3, 5, 4}, {1, 2, 3}, {2, 2, 2}};
    UnitValues[] cells = Arrays.stream(v).map(UnitValues::of).toArray(UnitValues[]::new);
    int[][] orders = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    double observed = 4 - (2.0 + 2.0) / 2;
    int extreme = 0;
    for (int a = 0; a < 216; a++) {
      int[] code = {a % 6, a / 6 % 6, a / 36};
      double[] means = new double[3];
      for (int d = 0; d < 3; d++) {
        for (int slot = 0; slot < 3; slot++) {
          means[slot] += v[orders[code[d]][slot]][d] / 3;
        }
      }
      extreme += Math.abs(means[0] - (means[1] + means[2]) / 2) >= observed - 1e-12 ? 1 : 0;
    }
    EffectEstimate effect =
        estimate(
            new DocumentComparison(
                RatioForm.RATIO,
                List.of(new Arms<>(List.of(cells[0]), List.of(cells[1], cells[2])))));
    assertThat(effect.effect()).isCloseTo(observed, within(1e-12));
    assertThat(effect.pValue()).isCloseTo(extreme / 216.0, within(0.01));
  }

  @Test
  void seedsCountAlikeHoweverManyLatentsTheyHave() {
    Arms<UnitValues> arms =
        new Arms<>(
            List.of(UnitValues.of(new double[] {1, 1})),
            List.of(
                UnitValues.of(new double[] {0.5}), UnitValues.of(new double[] {0.1, 0.1, 0.1})));
    assertThat(new LatentComparison(List.of(arms)).effect()).isCloseTo(0.7, within(1e-12));
  }

  @Test
  void allHookPointsAverageAndMissingCellsAreTolerated() {
    UnitValues low = UnitValues.of(new double[] {1, 2, 3, 2});
    UnitValues high = UnitValues.of(new double[] {4, 5, 6, 5});
    Arms<UnitValues> first = new Arms<>(List.of(high), List.of(low, low));
    Arms<UnitValues> second = new Arms<>(List.of(high), List.of(high));
    DocumentComparison both = new DocumentComparison(RatioForm.RATIO, List.of(first, second));
    assertThat(both.effect()).isCloseTo(1.5, within(1e-12));
    assertThat(both.permuted(new SplitMix(3))).isBetween(-1.5, 1.5);
    assertThat(estimate(both).pValue()).isBetween(0.0, 0.2);
  }

  @Test
  void documentTestDoesNotDependOnTheScaleOfAVariant() {
    RandomGenerator data = new SplitMix(8);
    double[] errors = data.doubles(40, 0.2, 0.4).toArray();
    double[] squares = data.doubles(40, 0.9, 1.1).toArray();
    double[] otherErrors = data.doubles(40, 0.2, 0.41).toArray();
    double[] otherSquares = data.doubles(40, 0.9, 1.1).toArray();
    UnitValues trained = UnitValues.of(errors, squares);
    EffectEstimate plain =
        estimate(
            new DocumentComparison(
                RatioForm.ONE_MINUS_RATIO, one(trained, UnitValues.of(otherErrors, otherSquares))));
    EffectEstimate scaled =
        estimate(
            new DocumentComparison(
                RatioForm.ONE_MINUS_RATIO,
                one(trained, UnitValues.of(times(otherErrors, 1e5), times(otherSquares, 1e5)))));
    assertThat(scaled.effect()).isCloseTo(plain.effect(), within(1e-9));
    assertThat(scaled.pValue()).isCloseTo(plain.pValue(), within(1e-3));
    assertThat(scaled.ciLow()).isCloseTo(plain.ciLow(), within(1e-9));
  }

  private static double[] times(double[] values, double factor) {
    return Arrays.stream(values).map(v -> v * factor).toArray();
  }

  @Test
  void pooledAurocMatchesPoolingEachArmAgain() {
    RandomGenerator data = new SplitMix(4);
    List<LatentExamples> all = PooledAurocTest.latents(6, 4, data);
    PooledAurocComparison comparison =
        new PooledAurocComparison(one(all.subList(0, 3), all.subList(3, 6)));
    double observed =
        PooledAurocTest.oracle(all, new int[] {1, 1, 1, 0, 0, 0})
            - PooledAurocTest.oracle(all, new int[] {0, 0, 0, 1, 1, 1});
    int extreme = 0;
    int total = 0;
    for (int mask = 0; mask < 64; mask++) {
      if (Integer.bitCount(mask) == 3) {
        int bits = mask;
        int[] chosen = IntStream.range(0, 6).map(i -> bits >> i & 1).toArray();
        int[] rest = Arrays.stream(chosen).map(i -> 1 - i).toArray();
        double effect = PooledAurocTest.oracle(all, chosen) - PooledAurocTest.oracle(all, rest);
        total++;
        extreme += Double.isNaN(effect) || Math.abs(effect) >= Math.abs(observed) - 1e-12 ? 1 : 0;
      }
    }
    EffectEstimate effect = estimate(comparison);
    assertThat(effect.effect()).isCloseTo(observed, within(1e-12));
    assertThat(effect.pValue()).isCloseTo((double) extreme / total, within(0.01));
  }

  @Test
  void proportionsAreTestedLikeDealingOutEveryLatent() {
    Proportion trained = new Proportion(70, 100);
    Proportion other = new Proportion(55, 100);
    EffectEstimate fast = estimate(new ProportionComparison(one(trained, other)));
    EffectEstimate slow =
        estimate(new LatentComparison(one(zerosAndOnes(70, 100), zerosAndOnes(55, 100))));
    assertThat(fast.effect()).isCloseTo(0.15, within(1e-12));
    assertThat(fast.pValue()).isCloseTo(slow.pValue(), within(0.006));
    assertThat(fast.ciLow()).isCloseTo(slow.ciLow(), within(0.03));
    assertThat(fast.ciHigh()).isCloseTo(slow.ciHigh(), within(0.03));
  }

  private static UnitValues zerosAndOnes(int ones, int size) {
    double[] values = new double[size];
    Arrays.fill(values, 0, ones, 1);
    return UnitValues.of(values);
  }

  @Test
  void equalCellsAreNeverFoundDifferent() {
    UnitValues same = UnitValues.of(new double[] {16, 16, 16});
    EffectEstimate effect = estimate(new DocumentComparison(RatioForm.RATIO, one(same, same)));
    assertThat(effect.effect()).isZero();
    assertThat(effect.pValue()).isEqualTo(1);
    assertThat(effect.ciLow()).isZero();
    assertThat(effect.ciHigh()).isZero();
  }

  @Test
  void falseFindingsAreAsRareAsPromised() {
    RandomGenerator data = new SplitMix(31);
    EffectTest quick = new EffectTest(new ClusterBootstrap(1, 0.95), 99, 199);
    int latentFindings = 0;
    int documentFindings = 0;
    for (int study = 0; study < 400; study++) {
      UnitValues a = UnitValues.of(data.doubles(20).toArray());
      UnitValues b = UnitValues.of(data.doubles(20).toArray());
      RandomGenerator random = new SplitMix(study);
      latentFindings +=
          quick.estimate(new LatentComparison(one(a, b)), random, random).pValue() <= 0.05 ? 1 : 0;
      documentFindings +=
          quick
                      .estimate(new DocumentComparison(RatioForm.RATIO, one(a, b)), random, random)
                      .pValue()
                  <= 0.05
              ? 1
              : 0;
    }
    assertThat(latentFindings / 400.0).isBetween(0.02, 0.08);
    assertThat(documentFindings / 400.0).isBetween(0.02, 0.08);
  }

  @Test
  void moreTestsGetMorePermutationsSoThatHolmCanStillSeparate() {
    int permutations = EffectTest.permutationsFor(228, 0.05, 2000);
    assertThat(permutations).isEqualTo(9120);
    assertThat(228.0 / (permutations + 1)).isLessThan(0.05);
    assertThat(EffectTest.permutationsFor(3, 0.05, 2000)).isEqualTo(2000);
    UnitValues high = UnitValues.of(new SplitMix(1).doubles(30, 2, 3).toArray());
    UnitValues low = UnitValues.of(new SplitMix(2).doubles(30, 0, 1).toArray());
    EffectTest staged = new EffectTest(new ClusterBootstrap(10, 0.95), 2000, 9120);
    assertThat(
            staged
                .estimate(new LatentComparison(one(high, low)), new SplitMix(1), new SplitMix(1))
                .pValue())
        .isEqualTo(1.0 / 9121);
    assertThat(
            staged
                .estimate(new LatentComparison(one(low, low)), new SplitMix(1), new SplitMix(1))
                .pValue())
        .isEqualTo(1);
  }

  @Test
  void sameSeedSameEstimate() {
    List<UnitValues> cells = new ArrayList<>();
    for (int seed = 0; seed < 2; seed++) {
      cells.add(UnitValues.of(new SplitMix(seed).doubles(25).toArray()));
    }
    assertThat(estimate(new LatentComparison(one(cells.get(0), cells.get(1)))))
        .isEqualTo(estimate(new LatentComparison(one(cells.get(0), cells.get(1)))));
  }

  @Test
  void refusesCellsOverOtherDocuments() {
    assertThatThrownBy(
            () ->
                new DocumentComparison(
                    RatioForm.RATIO,
                    one(UnitValues.of(new double[3]), UnitValues.of(new double[4]))))
        .hasMessageContaining("documents of every cell must have length 3, has 4");
    assertThatThrownBy(() -> new Arms<>(List.of(1), List.of()))
        .hasMessageContaining("at least one cell");
  }
}
