package io.nullscope.metrics.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nullscope.metrics.domain.CellPositions;
import io.nullscope.metrics.domain.Conclusion;
import io.nullscope.metrics.domain.EffectDirection;
import io.nullscope.metrics.domain.HolmAdjustment;
import io.nullscope.metrics.domain.LatentExamples;
import io.nullscope.metrics.domain.MetricValue;
import io.nullscope.metrics.domain.SplitMix;
import io.nullscope.metrics.domain.UnitValues;
import io.nullscope.metrics.domain.Verdict;
import io.nullscope.metrics.fixtures.Studies;
import io.nullscope.study.CellKey;
import io.nullscope.study.SaeSpec;
import io.nullscope.study.StudySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class VerdictAnalysisTest {

  private final StudySpec spec = Studies.spec("tiny", "trained, step0, control");

  /** A cell whose metrics have these means, give or take the noise of its units. */
  private static CellUnits cell(String id, double cosine, double auroc, boolean recovered) {
    RandomGenerator random = new SplitMix(id.hashCode());
    Map<String, MetricValue> metrics = new HashMap<>();
    Map<String, UnitValues> units = new HashMap<>();
    UnitValues cosines = UnitValues.of(random.doubles(80, cosine - 0.02, cosine + 0.02).toArray());
    put("cosine.mean.v1", cosines, metrics, units);
    UnitValues aurocs = UnitValues.of(random.doubles(60, auroc - 0.1, auroc + 0.1).toArray());
    put("fuzzing.auroc.v1", aurocs, metrics, units);
    for (String notCompared :
        List.of(
            "fuzzing.shuffled.auroc.v1",
            "fuzzing.lexical.auroc.v1",
            "fuzzing.auroc_failures_worst.v1")) {
      put(notCompared, aurocs, metrics, units);
    }
    List<LatentExamples> examples = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      examples.add(
          new LatentExamples(
              random.doubles(20, auroc - 0.5, auroc + 0.5).toArray(),
              random.doubles(20).toArray()));
    }
    metrics.put("fuzzing.auroc_pooled.v1", new MetricValue(auroc, 0, 1, 60, ""));
    metrics.put("alive_fraction.v1", new MetricValue(0.5, 0, 1, 64, ""));
    units.put("alive_fraction.v1", UnitValues.of(new double[] {32}, new double[] {64}));
    if (recovered) {
      put("ce.recovered.v2", cosines, metrics, units);
    } else {
      metrics.put("ce.recovered.v2", MetricValue.undefined(10, "nothing to recover"));
    }
    return new CellUnits(
        CellKey.parse(id), metrics, Optional.empty(), units, Map.of("fuzzing", examples));
  }

  private static void put(
      String id,
      UnitValues values,
      Map<String, MetricValue> metrics,
      Map<String, UnitValues> units) {
    double mean = Arrays.stream(values.values()).average().orElseThrow();
    metrics.put(id, new MetricValue(mean, 0, 1, values.size(), ""));
    units.put(id, values);
  }

  private List<Verdict> verdicts(CellUnits... cells) {
    return new VerdictAnalysis(spec, List.of(cells)).verdicts();
  }

  private static Verdict find(List<Verdict> verdicts, String metric, String variant, String point) {
    return verdicts.stream()
        .filter(v -> v.metric().equals(metric))
        .filter(v -> v.variant().equals(variant) && v.hookPoint().equals(point))
        .findFirst()
        .orElseThrow();
  }

  private List<Verdict> twoLayers() {
    return verdicts(
        cell("trained/0/layers.0/topk/0", 0.95, 0.8, true),
        cell("trained/0/layers.1/topk/0", 0.94, 0.8, true),
        cell("step0/0/layers.0/topk/0", 0.90, 0.8, false),
        cell("step0/0/layers.1/topk/0", 0.95, 0.8, false),
        cell("control/0/layers.0/topk/0", 0.80, 0.5, true),
        cell("control/0/layers.1/topk/0", 0.80, 0.5, true));
  }

  @Test
  void everyMetricIsTestedAgainstEachNullAtEachHookPointAndOverAll() {
    List<Verdict> verdicts = twoLayers();
    assertThat(verdicts).hasSize(5 * 2 * 3);
    // Controls, baselines and other treatments of failures are no tests, so they cost no power.
    assertThat(verdicts)
        .extracting(Verdict::metric)
        .doesNotContain(
            "fuzzing.shuffled.auroc.v1",
            "fuzzing.lexical.auroc.v1",
            "fuzzing.auroc_failures_worst.v1");
    assertThat(verdicts.subList(0, 3))
        .extracting(Verdict::hookPoint)
        .containsExactly("all", "layers.0", "layers.1");
  }

  /** A number that a few positions make says nothing about the others, and costs no power. */
  @Test
  void metricsOfSquaresAreNotComparedWhereFewPositionsHoldNearlyAll() {
    CellUnits concentrated = cell("control/0/layers.0/topk/0", 0.80, 0.5, true);
    CellUnits even = cell("control/0/layers.1/topk/0", 0.80, 0.5, true);
    UnitValues squares = concentrated.units().get("cosine.mean.v1");
    List<CellUnits> cells = new ArrayList<>();
    for (CellUnits cell :
        List.of(
            cell("trained/0/layers.0/topk/0", 0.95, 0.8, true),
            cell("trained/0/layers.1/topk/0", 0.95, 0.8, true),
            concentrated,
            even)) {
      Map<String, MetricValue> metrics = new TreeMap<>(cell.metrics());
      Map<String, UnitValues> units = new TreeMap<>(cell.units());
      put("r2.global_centered.v1", squares, metrics, units);
      put("r2.median_normalized.v1", squares, metrics, units);
      put("l1.mean.v1", squares, metrics, units);
      double share = cell == concentrated ? 0.993 : 0.4;
      cells.add(
          new CellUnits(
              cell.key(),
              metrics,
              Optional.of(new CellPositions(Map.of(), OptionalDouble.empty(), share)),
              units,
              cell.examples()));
    }

    List<Verdict> verdicts = new VerdictAnalysis(spec, cells).verdicts();

    for (String metric : List.of("r2.global_centered.v1", "l1.mean.v1")) {
      for (String point : List.of("all", "layers.0")) {
        Verdict verdict = find(verdicts, metric, "control", point);
        assertThat(verdict.conclusion()).isEqualTo(Conclusion.NOT_COMPARABLE);
        assertThat(verdict.reason())
            .startsWith(
                "1 % of the evaluation positions hold 99 % of the squared norm in control at layers.0");
        assertThat(verdict.effect()).isNaN();
        assertThat(verdict.pAdjusted()).isNaN();
      }
      assertThat(find(verdicts, metric, "control", "layers.1").reason()).isEmpty();
      assertThat(find(verdicts, metric, "control", "layers.1").defined()).isTrue();
    }
    for (String robust : List.of("r2.median_normalized.v1", "cosine.mean.v1")) {
      assertThat(find(verdicts, robust, "control", "all").defined()).isTrue();
    }
  }

  @Test
  void clearDifferencesSeparateDespiteAllTheTests() {
    List<Verdict> verdicts = twoLayers();
    Verdict cosine = find(verdicts, "cosine.mean.v1", "control", "all");
    assertThat(cosine.effect()).isCloseTo(0.145, within(0.005));
    assertThat(cosine.conclusion()).isEqualTo(Conclusion.SEPARATES);
    assertThat(cosine.direction()).isEqualTo(EffectDirection.TRAINED_HIGHER);
    assertThat(cosine.pAdjusted()).isBetween(cosine.pValue(), 0.05);
    for (String metric : List.of("fuzzing.auroc.v1", "fuzzing.auroc_pooled.v1")) {
      Verdict auroc = find(verdicts, metric, "control", "layers.1");
      assertThat(auroc.conclusion()).as(metric).isEqualTo(Conclusion.SEPARATES);
      assertThat(auroc.ciLow()).isPositive();
    }
  }

  @Test
  void sameDistributionsAreEquivalent() {
    List<Verdict> verdicts = twoLayers();
    assertThat(find(verdicts, "fuzzing.auroc.v1", "step0", "all").conclusion())
        .isEqualTo(Conclusion.EQUIVALENT);
    assertThat(find(verdicts, "alive_fraction.v1", "step0", "all").conclusion())
        .isEqualTo(Conclusion.INCONCLUSIVE);
    assertThat(find(verdicts, "alive_fraction.v1", "step0", "all").pValue()).isEqualTo(1);
  }

  @Test
  void oppositeDifferencesOfTwoLayersCancelOnlyInTheirMean() {
    List<Verdict> verdicts = twoLayers();
    assertThat(find(verdicts, "cosine.mean.v1", "step0", "layers.0").direction())
        .isEqualTo(EffectDirection.TRAINED_HIGHER);
    assertThat(find(verdicts, "cosine.mean.v1", "step0", "layers.1").direction())
        .isEqualTo(EffectDirection.NULL_HIGHER);
    double mean = find(verdicts, "cosine.mean.v1", "step0", "all").effect();
    double first = find(verdicts, "cosine.mean.v1", "step0", "layers.0").effect();
    double second = find(verdicts, "cosine.mean.v1", "step0", "layers.1").effect();
    assertThat(mean).isCloseTo((first + second) / 2, within(1e-12));
  }

  @Test
  void undefinedMetricsAreInconclusiveAndNotCountedAsTests() {
    Verdict recovered = find(twoLayers(), "ce.recovered.v2", "step0", "all");
    assertThat(recovered.effect()).isNaN();
    assertThat(recovered.pAdjusted()).isNaN();
    assertThat(recovered.conclusion()).isEqualTo(Conclusion.INCONCLUSIVE);
    assertThat(recovered.direction()).isEqualTo(EffectDirection.NONE);
  }

  @Test
  void seedsOfANullCountAlike() {
    List<Verdict> verdicts =
        verdicts(
            cell("trained/0/layers.0/topk/0", 0.9, 0.8, true),
            cell("control/0/layers.0/topk/0", 0.8, 0.5, true),
            cell("control/1/layers.0/topk/0", 0.6, 0.5, true));
    assertThat(find(verdicts, "cosine.mean.v1", "control", "layers.0").effect())
        .isCloseTo(0.2, within(0.01));
  }

  @Test
  void missingArmsAreNotCompared() {
    assertThat(verdicts(cell("trained/0/layers.0/topk/0", 0.9, 0.8, true))).isEmpty();
    assertThat(verdicts(cell("control/0/layers.0/topk/0", 0.9, 0.8, true))).isEmpty();
    assertThat(
            verdicts(
                cell("trained/0/layers.0/topk/0", 0.9, 0.8, true),
                cell("control/0/layers.1/topk/0", 0.9, 0.8, true)))
        .isEmpty();
  }

  private static List<Verdict> threeConfigurations() {
    StudySpec three = Studies.threeConfigurations().spec();
    return new VerdictAnalysis(
            three,
            List.of(
                cell("trained/0/layers.0/topk-4/0", 0.9, 0.8, true),
                cell("trained/0/layers.0/topk-4/1", 0.9, 0.8, true),
                cell("step0/0/layers.0/topk-4/0", 0.8, 0.5, true),
                cell("trained/0/layers.0/jumprelu/0", 0.7, 0.5, true),
                cell("step0/0/layers.0/jumprelu/0", 0.7, 0.5, true),
                cell("trained/0/layers.0/random-decoder/0", 0.6, 0.8, true),
                cell("step0/0/layers.0/random-decoder/0", 0.5, 0.8, true)))
        .verdicts();
  }

  private static Verdict find(
      List<Verdict> verdicts, String metric, String sae, Optional<String> nullSae) {
    return verdicts.stream()
        .filter(v -> v.metric().equals(metric) && v.hookPoint().equals("all"))
        .filter(v -> v.sae().equals(sae) && v.nullSae().equals(nullSae))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void variantsAreComparedWithinEachConfiguration() {
    List<Verdict> verdicts = threeConfigurations();
    Verdict topK = find(verdicts, "cosine.mean.v1", "topk-4", Optional.empty());
    Verdict jumpRelu = find(verdicts, "cosine.mean.v1", "jumprelu", Optional.empty());
    Verdict random = find(verdicts, "cosine.mean.v1", "random-decoder", Optional.empty());

    assertThat(topK.effect()).isCloseTo(0.1, within(0.01));
    assertThat(jumpRelu.effect()).isCloseTo(0, within(0.01));
    assertThat(random.effect()).isCloseTo(0.1, within(0.01));
    assertThat(topK.variant()).isEqualTo("step0");
    assertThat(jumpRelu.conclusion()).isEqualTo(Conclusion.EQUIVALENT);
  }

  @Test
  void aFrozenConfigurationIsComparedWithItsTrainedOneOnTheTrainedVariant() {
    List<Verdict> verdicts = threeConfigurations();
    Optional<String> random = Optional.of("random-decoder");
    Verdict cosine = find(verdicts, "cosine.mean.v1", "topk-4", random);
    Verdict auroc = find(verdicts, "fuzzing.auroc.v1", "topk-4", random);

    assertThat(cosine.effect()).isCloseTo(0.3, within(0.01));
    assertThat(cosine.conclusion()).isEqualTo(Conclusion.SEPARATES);
    assertThat(cosine.direction()).isEqualTo(EffectDirection.TRAINED_HIGHER);
    assertThat(auroc.conclusion()).isEqualTo(Conclusion.EQUIVALENT);
    assertThat(verdicts)
        .filteredOn(v -> v.nullSae().isPresent())
        .hasSize(5 * 2)
        .allSatisfy(v -> assertThat(v.variant()).isEqualTo("trained"))
        .allSatisfy(v -> assertThat(v.sae()).isEqualTo("topk-4"));
    assertThat(verdicts.subList(verdicts.size() - 10, verdicts.size()))
        .allSatisfy(v -> assertThat(v.nullSae()).isPresent());
  }

  @Test
  void pValuesAreAdjustedOverAllConfigurationsTogether() {
    List<Verdict> verdicts = threeConfigurations();
    double[] adjusted =
        HolmAdjustment.adjust(verdicts.stream().mapToDouble(Verdict::pValue).toArray());

    assertThat(verdicts.stream().mapToDouble(Verdict::pAdjusted).toArray()).isEqualTo(adjusted);
  }

  @Test
  void crossEntropiesWithoutAnSaeAreTestedOnce() {
    StudySpec three = Studies.threeConfigurations().spec();
    List<CellUnits> cells = new ArrayList<>();
    for (SaeSpec sae : three.saes()) {
      for (String variant : List.of("trained", "step0")) {
        CellKey key = CellKey.parse(variant + "/0/layers.0/" + sae.name() + "/0");
        Map<String, MetricValue> metrics = new HashMap<>();
        Map<String, UnitValues> units = new HashMap<>();
        for (String metric : List.of("ce.clean.v1", "ce.spliced.v2", "ce.zero_ablated.v2")) {
          put(metric, UnitValues.of(new double[] {1, 2, 3}), metrics, units);
        }
        cells.add(new CellUnits(key, metrics, Optional.empty(), units, Map.of()));
      }
    }

    assertThat(new VerdictAnalysis(three, cells).verdicts())
        .filteredOn(v -> v.hookPoint().equals("all"))
        .extracting(v -> v.metric() + " " + v.sae() + " " + v.nullSae().orElse(v.variant()))
        .containsExactly(
            "ce.clean.v1 topk-4 step0",
            "ce.spliced.v2 topk-4 step0",
            "ce.zero_ablated.v2 topk-4 step0",
            "ce.spliced.v2 jumprelu step0",
            "ce.spliced.v2 random-decoder step0",
            "ce.spliced.v2 topk-4 random-decoder");
  }

  @Test
  void verdictsAreTheSameEveryTime() {
    assertThat(twoLayers()).isEqualTo(twoLayers());
  }
}
