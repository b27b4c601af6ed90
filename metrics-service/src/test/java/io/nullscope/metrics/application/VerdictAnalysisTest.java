package io.nullscope.metrics.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nullscope.metrics.domain.CellPositions;
import io.nullscope.metrics.domain.Conclusion;
import io.nullscope.metrics.domain.EffectDirection;
import io.nullscope.metrics.domain.LatentExamples;
import io.nullscope.metrics.domain.MetricRole;
import io.nullscope.metrics.domain.MetricValue;
import io.nullscope.metrics.domain.Reading;
import io.nullscope.metrics.domain.Scope;
import io.nullscope.metrics.domain.SplitMix;
import io.nullscope.metrics.domain.UnitValues;
import io.nullscope.metrics.domain.Verdict;
import io.nullscope.study.CellKey;
import io.nullscope.study.StudySpec;
import io.nullscope.study.StudySpecReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VerdictAnalysisTest {

  private static final String REDRAWN = "rerandomized-incl-embeddings";

  private static StudySpec study(String... settings) {
    String yaml =
        """
        name: tiny
        model: { source: "file:model" }
        corpus: { source: "file:corpus.jsonl", contextLength: 128, trainTokens: 300k, evalTokens: 40k, interpTokens: 160k }
        variants: [trained, %s]
        variantSeeds: [0, 1, 2, 3, 4]
        sae: { latents: 64, k: 4, seeds: [0] }
        """
            .formatted(REDRAWN);
    return StudySpecReader.withOverrides(yaml, List.of(settings)).orThrow();
  }

  /** How a metric of a cell comes about: level, noise of the draw, noise of the units. */
  private record Made(
      String metric, double trained, double nulls, double drawNoise, double unitNoise) {}

  /**
   * Every cell of the study at two hook points, with an effect of the draw that all metrics have.
   */
  private static List<CellUnits> cells(StudySpec spec, Made... metrics) {
    return cells(spec, 2, metrics);
  }

  private static List<CellUnits> cells(StudySpec spec, int layers, Made... metrics) {
    List<CellUnits> cells = new ArrayList<>();
    for (var variant : spec.variantKeys()) {
      for (int layer = 0; layer < layers; layer++) {
        for (var sae : spec.saes()) {
          for (long seed : sae.seeds()) {
            CellKey key =
                CellKey.parse(
                    "%s/%d/layers.%d/%s/%d"
                        .formatted(variant.kind().id(), variant.seed(), layer, sae.name(), seed));
            cells.add(cell(key, sae.isNull(), metrics));
          }
        }
      }
    }
    return cells;
  }

  private static CellUnits cell(CellKey key, boolean frozen, Made... made) {
    Map<String, MetricValue> metrics = new HashMap<>();
    Map<String, UnitValues> units = new HashMap<>();
    for (Made metric : made) {
      boolean trained = key.variant().kind().id().equals("trained") && !frozen;
      RandomGenerator draw =
          new SplitMix((key.variant() + "/" + key.saeSeed() + metric.metric()).hashCode());
      RandomGenerator unit = new SplitMix((key.id() + metric.metric()).hashCode());
      double level =
          (trained ? metric.trained() : metric.nulls())
              + metric.drawNoise() * (draw.nextDouble() - 0.5);
      put(
          metric.metric(),
          IntStream.range(0, 60)
              .mapToDouble(i -> level + metric.unitNoise() * (unit.nextDouble() - 0.5))
              .toArray(),
          metrics,
          units);
    }
    return new CellUnits(key, metrics, Optional.empty(), units, Map.of());
  }

  private static void put(
      String id, double[] values, Map<String, MetricValue> metrics, Map<String, UnitValues> units) {
    double mean = Arrays.stream(values).average().orElseThrow();
    metrics.put(id, new MetricValue(mean, 0, 1, values.length, ""));
    units.put(id, UnitValues.of(values));
  }

  private static List<Verdict> verdicts(StudySpec spec, List<CellUnits> cells) {
    return new VerdictAnalysis(spec, cells, 6).verdicts(() -> {});
  }

  private static Verdict find(List<Verdict> verdicts, String metric, String variant, String point) {
    return verdicts.stream()
        .filter(v -> v.metric().equals(metric) && v.nullSae().isEmpty())
        .filter(v -> v.variant().equals(variant) && v.hookPoint().equals(point))
        .findFirst()
        .orElseThrow();
  }

  private static final Made BETTER = new Made("fuzzing.auroc.v1", 0.8, 0.6, 0.02, 0.1);
  private static final Made ALIKE = new Made("detection.auroc.v1", 0.6, 0.6, 0.002, 0.01);
  private static final Made R2 = new Made("r2.global_centered.v1", 0.5, 0.9, 0.05, 0.1);
  private static final Made COSINE = new Made("cosine.mean.v1", 0.9, 0.7, 0.01, 0.01);

  @Test
  void drawsAreTheUnits() {
    StudySpec spec = study();
    Verdict verdict = find(verdicts(spec, cells(spec, BETTER)), BETTER.metric(), REDRAWN, "all");

    assertThat(verdict.conclusion()).isEqualTo(Conclusion.TRAINED_BETTER);
    assertThat(verdict.reading()).isEqualTo(Reading.LEARNED);
    assertThat(verdict.direction()).isEqualTo(EffectDirection.TRAINED_HIGHER);
    assertThat(verdict.effect()).isCloseTo(0.2, within(0.02));
    assertThat(verdict.evidence().scope()).isEqualTo(Scope.DRAWS);
    assertThat(verdict.evidence().draws()).isEqualTo(5);
    assertThat(verdict.evidence().df()).isEqualTo(4);
    assertThat(verdict.evidence().rank()).isEqualTo(5);
    assertThat(verdict.evidence().pAdjusted()).isEqualTo(verdict.evidence().pValue());
    assertThat(verdict.evidence().sdDraws()).isPositive();
    assertThat(verdict.sentence()).contains("above a random draw");
  }

  /** However many documents there are: draws that differ as much as trained does decide. */
  @Test
  void aDifferenceThatDrawsHaveTooIsNoFinding() {
    StudySpec spec = study();
    Made wide = new Made("r2.global_centered.v1", 0.55, 0.5, 0.4, 0.001);

    Verdict verdict = find(verdicts(spec, cells(spec, wide)), wide.metric(), REDRAWN, "all");

    assertThat(verdict.conclusion()).isEqualTo(Conclusion.INCONCLUSIVE);
    assertThat(verdict.evidence().detectable()).isGreaterThan(0.2);
  }

  @Test
  void oneDrawIsUnreplicated() {
    StudySpec spec = study("variantSeeds=[0]");

    assertThat(verdicts(spec, cells(spec, BETTER, ALIKE, COSINE)))
        .isNotEmpty()
        .allSatisfy(v -> assertThat(v.conclusion()).isEqualTo(Conclusion.UNREPLICATED))
        .allSatisfy(v -> assertThat(v.evidence().scope()).isEqualTo(Scope.NONE))
        .allSatisfy(v -> assertThat(v.evidence().pValue()).isNaN());
  }

  @Test
  void aFixedNullIsPairedBySaeSeedAndTakesThreeOfThem() {
    StudySpec two =
        study("variants=[trained, step0]", "model.step0Source=file:begin", "sae.seeds=[0, 1]");
    StudySpec three =
        study("variants=[trained, step0]", "model.step0Source=file:begin", "sae.seeds=[0, 1, 2]");

    assertThat(
            find(verdicts(two, cells(two, BETTER)), BETTER.metric(), "step0", "all").conclusion())
        .isEqualTo(Conclusion.UNREPLICATED);
    Verdict verdict = find(verdicts(three, cells(three, BETTER)), BETTER.metric(), "step0", "all");
    assertThat(verdict.conclusion()).isEqualTo(Conclusion.TRAINED_BETTER);
    assertThat(verdict.evidence().scope()).isEqualTo(Scope.MODELS);
    assertThat(verdict.evidence().df()).isEqualTo(2);
    assertThat(verdict.evidence().draws()).isEqualTo(1);
    assertThat(verdict.sentence()).contains("over 3 SAE seeds of these two models");
  }

  @Test
  void withinTheMarginIsEquivalentAndMarginsAreSettings() {
    StudySpec spec = study();
    StudySpec strict = study("statistics.margins={detection.auroc.v1: 0.0001}");

    Verdict verdict = find(verdicts(spec, cells(spec, ALIKE)), ALIKE.metric(), REDRAWN, "all");
    assertThat(verdict.conclusion()).isEqualTo(Conclusion.EQUIVALENT);
    assertThat(verdict.evidence().margin()).isEqualTo(0.02);
    Verdict open = find(verdicts(strict, cells(strict, ALIKE)), ALIKE.metric(), REDRAWN, "all");
    assertThat(open.conclusion()).isNotEqualTo(Conclusion.EQUIVALENT);
    assertThat(open.evidence().margin()).isEqualTo(0.0001);
  }

  @Test
  void metricsWithoutADirectionHaveNoBetterSide() {
    StudySpec spec = study();
    Verdict verdict = find(verdicts(spec, cells(spec, R2)), R2.metric(), REDRAWN, "all");

    assertThat(verdict.conclusion()).isEqualTo(Conclusion.TRAINED_HIGHER);
    assertThat(verdict.reading()).isEqualTo(Reading.NONE);
  }

  @Test
  void secondaryMetricsHaveAnIntervalAndNoClaim() {
    StudySpec spec = study();
    Verdict verdict = find(verdicts(spec, cells(spec, COSINE)), COSINE.metric(), REDRAWN, "all");

    assertThat(verdict.subject().role()).isEqualTo(MetricRole.SECONDARY);
    assertThat(verdict.conclusion()).isEqualTo(Conclusion.NOT_TESTED);
    assertThat(verdict.evidence().ciLow()).isPositive();
    assertThat(verdict.evidence().pAdjusted()).isNaN();
  }

  @Test
  void hookPointsAreTestedOnlyWhereTheirMeanDiffers() {
    StudySpec spec = study();
    List<Verdict> verdicts = verdicts(spec, cells(spec, BETTER, ALIKE));

    Verdict opened = find(verdicts, BETTER.metric(), REDRAWN, "layers.1");
    assertThat(opened.conclusion()).isEqualTo(Conclusion.TRAINED_BETTER);
    assertThat(opened.evidence().pAdjusted()).isGreaterThanOrEqualTo(opened.evidence().pValue());
    assertThat(find(verdicts, ALIKE.metric(), REDRAWN, "layers.1").conclusion())
        .isEqualTo(Conclusion.NOT_TESTED);
  }

  @Test
  void aDeclaredSlopeIsAFamilyOfItsOwn() {
    StudySpec spec = study();
    Made entropy = new Made("token_entropy.mean.v2", 2, 2, 0.01, 0.05);
    List<CellUnits> cells = new ArrayList<>();
    for (CellUnits cell : cells(spec, 4, entropy, BETTER)) {
      boolean trained = cell.key().variant().kind().id().equals("trained");
      double rise = (trained ? 0.3 : 0.05) * cell.key().hookPoint().layer();
      UnitValues flat = cell.units().get(entropy.metric());
      Map<String, MetricValue> metrics = new HashMap<>(cell.metrics());
      Map<String, UnitValues> units = new HashMap<>(cell.units());
      put(
          entropy.metric(),
          Arrays.stream(flat.values()).map(x -> x + rise).toArray(),
          metrics,
          units);
      cells.add(new CellUnits(cell.key(), metrics, Optional.empty(), units, Map.of()));
    }

    Verdict slope = find(verdicts(spec, cells), entropy.metric(), REDRAWN, "slope");

    assertThat(slope.effect()).isCloseTo(0.25, within(0.01));
    assertThat(slope.conclusion()).isEqualTo(Conclusion.TRAINED_BETTER);
    assertThat(slope.evidence().pAdjusted()).isEqualTo(slope.evidence().pValue());
    assertThat(slope.evidence().margin()).isCloseTo(0.2 / 3, within(1e-12));
  }

  @Test
  void oppositeDifferencesAreSaidOfTheirMean() {
    StudySpec spec = study();
    // The metric is 1 − the ratio of the units.
    Made steady = new Made(R2.metric(), 0.5, 0.9, 0.01, 0.1);
    List<CellUnits> cells = new ArrayList<>();
    for (CellUnits cell : cells(spec, steady)) {
      boolean trained = cell.key().variant().kind().id().equals("trained");
      double shift = trained && cell.key().hookPoint().layer() == 0 ? 0.65 : 0;
      Map<String, MetricValue> metrics = new HashMap<>();
      Map<String, UnitValues> units = new HashMap<>();
      double[] values = cell.units().get(R2.metric()).values();
      put(R2.metric(), Arrays.stream(values).map(x -> x + shift).toArray(), metrics, units);
      cells.add(new CellUnits(cell.key(), metrics, Optional.empty(), units, Map.of()));
    }
    Verdict verdict = find(verdicts(spec, cells), R2.metric(), REDRAWN, "all");

    assertThat(verdict.reason()).isEqualTo("the difference changes sign over depth");
    assertThat(find(verdicts(spec, cells), R2.metric(), REDRAWN, "layers.0").effect()).isNegative();
    assertThat(find(verdicts(spec, cells), R2.metric(), REDRAWN, "layers.1").effect()).isPositive();
  }

  private static Map<String, Verdict> byName(List<Verdict> verdicts, Predicate<Verdict> of) {
    return verdicts.stream()
        .filter(of)
        .collect(
            Collectors.toMap(
                v -> v.metric() + "/" + v.variant() + "/" + v.hookPoint(), verdict -> verdict));
  }

  @Test
  void anotherNullOrSecondaryMetricChangesNoOtherVerdict() {
    StudySpec one = study();
    StudySpec two = study("variants=[trained, %s, permuted, control]".formatted(REDRAWN));
    Made[] scores = {
      BETTER,
      ALIKE,
      R2,
      new Made("token_entropy.mean.v2", 2.2, 2, 0.1, 0.3),
      new Made("embedding.auroc.v1", 0.66, 0.6, 0.03, 0.2),
      new Made("intruder.accuracy.v1", 0.33, 0.3, 0.03, 0.2),
      new Made("simulation.correlation.v1", 0.4, 0.3, 0.03, 0.2),
      new Made("fuzzing.same_token.auroc.v1", 0.55, 0.5, 0.03, 0.2)
    };
    Made[] more = Arrays.copyOf(scores, scores.length + 1);
    more[scores.length] = COSINE;

    Map<String, Verdict> before =
        byName(verdicts(one, cells(one, scores)), v -> v.variant().equals(REDRAWN));
    Map<String, Verdict> after =
        byName(
            verdicts(two, cells(two, more)),
            v -> v.variant().equals(REDRAWN) && !v.metric().equals(COSINE.metric()));

    assertThat(before).isNotEmpty();
    assertThat(after).isEqualTo(before);
    // The scores inform each other's variances.
    assertThat(before.get(BETTER.metric() + "/" + REDRAWN + "/all").evidence().df())
        .isGreaterThan(4);
    assertThat(before.get(R2.metric() + "/" + REDRAWN + "/all").evidence().df()).isEqualTo(4);
  }

  /** A hook point more, at the mean of the others, leaves the mean and with it its verdict. */
  @Test
  void anotherHookPointAddsNoTestToTheFamily() {
    StudySpec spec = study();
    List<CellUnits> cells = cells(spec, 1, BETTER, R2, ALIKE);
    List<CellUnits> twice = new ArrayList<>(cells);
    for (CellUnits cell : cells) {
      CellKey key = CellKey.parse(cell.key().id().replace("layers.0", "layers.1"));
      twice.add(
          new CellUnits(key, cell.metrics(), cell.positions(), cell.units(), cell.examples()));
    }

    for (Made metric : List.of(BETTER, R2, ALIKE)) {
      Verdict before = find(verdicts(spec, cells), metric.metric(), REDRAWN, "all");
      Verdict after = find(verdicts(spec, twice), metric.metric(), REDRAWN, "all");
      assertThat(after.conclusion()).isEqualTo(before.conclusion());
      double tests = before.evidence().pAdjusted() / before.evidence().pValue();
      assertThat(after.evidence().pAdjusted() / after.evidence().pValue())
          .isCloseTo(tests, within(1e-9));
    }
  }

  private static CellUnits undefined(CellUnits cell, String metric) {
    Map<String, MetricValue> metrics = new HashMap<>(cell.metrics());
    metrics.put(metric, MetricValue.undefined(10, "zeroing does nothing"));
    return new CellUnits(cell.key(), metrics, cell.positions(), cell.units(), cell.examples());
  }

  @Test
  void anUndefinedDrawIsNotDropped() {
    StudySpec spec = study();
    List<CellUnits> atOne =
        cells(spec, 4, BETTER).stream()
            .map(
                cell ->
                    cell.key().id().equals(REDRAWN + "/3/layers.2/topk/0")
                        ? undefined(cell, BETTER.metric())
                        : cell)
            .toList();
    List<CellUnits> everywhere =
        cells(spec, 4, BETTER).stream()
            .map(cell -> cell.key().variant().seed() == 3 ? undefined(cell, BETTER.metric()) : cell)
            .toList();

    List<Verdict> three = verdicts(spec, atOne);
    assertThat(find(three, BETTER.metric(), REDRAWN, "all").evidence().draws()).isEqualTo(5);
    assertThat(find(three, BETTER.metric(), REDRAWN, "layers.2").conclusion())
        .isEqualTo(Conclusion.NOT_COMPARABLE);
    Verdict none = find(verdicts(spec, everywhere), BETTER.metric(), REDRAWN, "all");
    assertThat(none.conclusion()).isEqualTo(Conclusion.NOT_COMPARABLE);
    assertThat(none.reason())
        .isEqualTo(
            "0 of 4 hook points are left: there is no value in "
                + REDRAWN
                + "/3/layers.0/topk/0 (zeroing does nothing)");
  }

  @Test
  void equalCellsAreNotComparable() {
    StudySpec spec = study();
    Made equal = new Made("fuzzing.same_token.auroc.v1", 0.5, 0.5, 0, 0);

    Verdict verdict = find(verdicts(spec, cells(spec, equal)), equal.metric(), REDRAWN, "all");

    assertThat(verdict.conclusion()).isEqualTo(Conclusion.NOT_COMPARABLE);
    assertThat(verdict.reason()).isEqualTo("every cell has the same value, 0.5000");
    Made still = new Made("detection.auroc.v1", 0.7, 0.5, 0, 0);
    assertThat(find(verdicts(spec, cells(spec, still)), still.metric(), REDRAWN, "all").reason())
        .isEqualTo("neither draws nor documents or latents vary");
  }

  @Test
  void oneDocumentGivesNoVerdict() {
    StudySpec spec = study();
    List<CellUnits> cells =
        cells(spec).stream()
            .map(
                cell -> {
                  Map<String, MetricValue> metrics = new HashMap<>();
                  Map<String, UnitValues> units = new HashMap<>();
                  double value = new SplitMix(cell.key().id().hashCode()).nextDouble();
                  put(R2.metric(), new double[] {value}, metrics, units);
                  return new CellUnits(cell.key(), metrics, Optional.empty(), units, Map.of());
                })
            .toList();

    Verdict verdict = find(verdicts(spec, cells), R2.metric(), REDRAWN, "all");

    assertThat(verdict.conclusion()).isEqualTo(Conclusion.NOT_COMPARABLE);
    assertThat(verdict.reason())
        .isEqualTo("a cell has a value of only 1 documents, and 20 are needed");
  }

  @Test
  void aNullThatPredictsNothingRecoversNothing() {
    StudySpec spec = study();
    Made recovered = new Made("ce.recovered.v2", 0.9, 1.1, 0.05, 0.1);
    Made poor = new Made("ce.clean.v1", 4, 9, 0.05, 0.1);
    Made good = new Made("ce.clean.v1", 4, 5.5, 0.05, 0.1);

    Verdict meaningless =
        find(verdicts(spec, cells(spec, recovered, poor)), recovered.metric(), REDRAWN, "all");
    assertThat(meaningless.conclusion()).isEqualTo(Conclusion.NOT_COMPARABLE);
    assertThat(meaningless.reason())
        .startsWith("the cross-entropy of " + REDRAWN + ", ")
        .contains("is not below the unigram entropy of the text, 6.00");
    List<Verdict> verdicts = verdicts(spec, cells(spec, recovered, good));
    assertThat(find(verdicts, recovered.metric(), REDRAWN, "all").conclusion())
        .isEqualTo(Conclusion.NULL_BETTER);
    Verdict clean = find(verdicts, good.metric(), REDRAWN, "all");
    assertThat(clean.subject().role()).isEqualTo(MetricRole.MANIPULATION_CHECK);
    assertThat(clean.conclusion()).isEqualTo(Conclusion.TRAINED_BETTER);
    assertThat(verdicts).filteredOn(v -> v.metric().equals(good.metric())).hasSize(1);
  }

  /** A ratio within each model needs no meaning of what is predicted; its verdict says so. */
  @Test
  void whatLatentsOfANullThatPredictsNothingChange() {
    StudySpec spec = study();
    Made ratio = new Made("downstream_effect.over_random.v1", 1.5, 0.1, 0.05, 0.1);
    Made plain = new Made("downstream_effect.v1", 1.5, 0.1, 0.05, 0.1);
    Made poor = new Made("ce.clean.v1", 4, 9, 0.05, 0.1);
    Made good = new Made("ce.clean.v1", 4, 5.5, 0.05, 0.1);

    List<Verdict> meaningless = verdicts(spec, cells(spec, ratio, plain, poor));
    Verdict flagged = find(meaningless, ratio.metric(), REDRAWN, "all");
    assertThat(flagged.conclusion()).isEqualTo(Conclusion.TRAINED_BETTER);
    assertThat(flagged.reason())
        .startsWith("the cross-entropy of " + REDRAWN + ", ")
        .endsWith("what its latents change are predictions that say nothing");
    assertThat(flagged.sentence()).contains("The cross-entropy of " + REDRAWN);
    assertThat(find(meaningless, plain.metric(), REDRAWN, "all").conclusion())
        .isEqualTo(Conclusion.NOT_COMPARABLE);

    List<Verdict> meaningful = verdicts(spec, cells(spec, ratio, plain, good));
    assertThat(find(meaningful, ratio.metric(), REDRAWN, "all").reason()).isEmpty();
    assertThat(find(meaningful, plain.metric(), REDRAWN, "all").conclusion())
        .isEqualTo(Conclusion.NOT_TESTED);
  }

  @Test
  void aControlOffChanceByMoreThanAQuarterOfTheEffectStandsAgainstIt() {
    StudySpec spec = study();
    Made small = new Made("fuzzing.auroc.v1", 0.7, 0.6, 0.02, 0.1);
    Made off = new Made("fuzzing.shuffled.auroc.v1", 0.55, 0.5, 0, 0.05);
    Made on = new Made("fuzzing.shuffled.auroc.v1", 0.51, 0.5, 0, 0.05);

    Verdict against = find(verdicts(spec, cells(spec, small, off)), small.metric(), REDRAWN, "all");
    assertThat(against.conclusion()).isEqualTo(Conclusion.NOT_COMPARABLE);
    assertThat(against.reason())
        .startsWith("with explanations of other latents it is 0.5")
        .contains("not 0.5: the windows alone give part of the difference");
    assertThat(
            find(verdicts(spec, cells(spec, small, on)), small.metric(), REDRAWN, "all")
                .conclusion())
        .isEqualTo(Conclusion.TRAINED_BETTER);
  }

  @Test
  void valuesFixedByConstructionAreNotCompared() {
    StudySpec topK = study();
    StudySpec relu = study("sae={architecture: relu, latents: 64}");
    Made l0 = new Made("l0.mean.v1", 4, 5, 0.01, 0.1);
    Made l1 = new Made("l1.mean.v1", 40, 50, 1, 1);

    List<Verdict> verdicts = verdicts(topK, cells(topK, l0, l1));
    assertThat(find(verdicts, l0.metric(), REDRAWN, "all").reason())
        .isEqualTo("L0 of TopK is k by construction");
    assertThat(find(verdicts, l1.metric(), REDRAWN, "all").reason())
        .startsWith("L1 scales with the norm");
    Verdict logarithmic = find(verdicts(relu, cells(relu, l0)), l0.metric(), REDRAWN, "all");
    assertThat(logarithmic.effect()).isCloseTo(Math.log(4 / 5.0), within(0.01));
    assertThat(logarithmic.evidence().margin()).isCloseTo(Math.log(1.1), within(1e-12));
  }

  /** A number that a few positions make says nothing about the others. */
  @Test
  void metricsOfSquaresAreNotComparedWhereFewPositionsHoldNearlyAll() {
    StudySpec spec = study();
    List<CellUnits> cells =
        cells(spec, R2, COSINE).stream()
            .map(
                cell -> {
                  boolean worst = cell.key().id().equals(REDRAWN + "/2/layers.0/topk/0");
                  CellPositions positions =
                      new CellPositions(Map.of(), OptionalDouble.empty(), worst ? 0.993 : 0.4);
                  return new CellUnits(
                      cell.key(),
                      cell.metrics(),
                      Optional.of(positions),
                      cell.units(),
                      cell.examples());
                })
            .toList();
    List<Verdict> verdicts = verdicts(spec, cells);

    for (String point : List.of("all", "layers.0")) {
      Verdict verdict = find(verdicts, R2.metric(), REDRAWN, point);
      assertThat(verdict.conclusion()).isEqualTo(Conclusion.NOT_COMPARABLE);
      assertThat(verdict.reason())
          .startsWith(
              "1 % of the evaluation positions hold 99 % of the squared norm in " + REDRAWN);
    }
    assertThat(find(verdicts, R2.metric(), REDRAWN, "layers.1").defined()).isTrue();
    assertThat(find(verdicts, COSINE.metric(), REDRAWN, "all").defined()).isTrue();
  }

  @Test
  void aFrozenConfigurationIsComparedWithItsTrainedOneBySharedSeeds() {
    StudySpec spec =
        study(
            "sae=[{latents: 64, k: 4, seeds: [0, 1, 2, 3]},"
                + " {name: frozen, latents: 64, k: 4, frozen: decoder, seeds: [1, 2, 3]}]");
    List<Verdict> verdicts = verdicts(spec, cells(spec, BETTER));
    Verdict verdict =
        verdicts.stream()
            .filter(v -> v.nullSae().equals(Optional.of("frozen")))
            .filter(v -> v.hookPoint().equals("all"))
            .findFirst()
            .orElseThrow();

    assertThat(verdict.variant()).isEqualTo("trained");
    assertThat(verdict.sae()).isEqualTo("topk");
    assertThat(verdict.evidence().saeSeeds()).isEqualTo(3);
    assertThat(verdict.evidence().scope()).isEqualTo(Scope.MODELS);
    assertThat(verdict.conclusion()).isEqualTo(Conclusion.TRAINED_BETTER);
    assertThat(verdicts.get(verdicts.size() - 1).nullSae()).isPresent();
  }

  @Test
  void missingArmsAreNotCompared() {
    StudySpec spec = study();
    List<CellUnits> cells = cells(spec, BETTER);
    Predicate<CellUnits> trained = cell -> cell.key().variant().kind().id().equals("trained");

    assertThat(verdicts(spec, cells.stream().filter(trained).toList())).isEmpty();
    assertThat(verdicts(spec, cells.stream().filter(trained.negate()).toList())).isEmpty();
    StudySpec alone = study("variants=[%s]".formatted(REDRAWN));
    assertThat(verdicts(alone, cells(alone, BETTER))).isEmpty();
  }

  @Test
  void pooledExamplesAreComparedByTheirLatents() {
    StudySpec spec = study();
    List<CellUnits> cells =
        cells(spec).stream()
            .map(
                cell -> {
                  RandomGenerator random = new SplitMix(cell.key().id().hashCode());
                  boolean trained = cell.key().variant().kind().id().equals("trained");
                  List<LatentExamples> examples = new ArrayList<>();
                  for (int i = 0; i < 30; i++) {
                    double shift = trained ? 0.5 : 0.1;
                    examples.add(
                        new LatentExamples(
                            random.doubles(10, shift, 1 + shift).toArray(),
                            random.doubles(10).toArray()));
                  }
                  Map<String, MetricValue> metrics =
                      Map.of("fuzzing.auroc_pooled.v1", new MetricValue(0.7, 0, 1, 30, ""));
                  return new CellUnits(
                      cell.key(), metrics, Optional.empty(), Map.of(), Map.of("fuzzing", examples));
                })
            .toList();

    Verdict verdict = find(verdicts(spec, cells), "fuzzing.auroc_pooled.v1", REDRAWN, "all");

    assertThat(verdict.evidence().ciLow()).isPositive();
    assertThat(verdict.evidence().sdWithin()).isPositive();
  }
}
