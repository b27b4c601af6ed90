package io.nullscope.metrics.application;

import io.nullscope.metrics.domain.Arms;
import io.nullscope.metrics.domain.ClusterBootstrap;
import io.nullscope.metrics.domain.Comparison;
import io.nullscope.metrics.domain.Conclusion;
import io.nullscope.metrics.domain.DocumentComparison;
import io.nullscope.metrics.domain.EffectEstimate;
import io.nullscope.metrics.domain.EffectTest;
import io.nullscope.metrics.domain.HolmAdjustment;
import io.nullscope.metrics.domain.LatentComparison;
import io.nullscope.metrics.domain.MetricId;
import io.nullscope.metrics.domain.MetricRole;
import io.nullscope.metrics.domain.PooledAurocComparison;
import io.nullscope.metrics.domain.Proportion;
import io.nullscope.metrics.domain.ProportionComparison;
import io.nullscope.metrics.domain.RandomSource;
import io.nullscope.metrics.domain.UnitValues;
import io.nullscope.metrics.domain.Verdict;
import io.nullscope.metrics.domain.VerdictRule;
import io.nullscope.study.CellKey;
import io.nullscope.study.HookPoint;
import io.nullscope.study.SaeSpec;
import io.nullscope.study.StatisticsSpec;
import io.nullscope.study.StudySpec;
import io.nullscope.study.VariantKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Tests every metric, trained against each null, at each hook point and over all of them ("all":
 * the mean over hook points of the differences). Variants are compared within each SAE
 * configuration; a configuration with something frozen is compared, on the trained variant, with
 * the one it is a null of. Several variant or SAE seeds of a hook point count alike: an arm's value
 * is the mean over its cells. So intervals and p-values say what holds for these seeds; they do not
 * generalise over seeds that were not run. Controls, baselines and variations of a finding are not
 * compared: they would only make the adjustment stricter for the findings.
 */
final class VerdictAnalysis {

  private static final String ALL = "all";

  /** They are about the model alone, so they are tested once, not for each SAE configuration. */
  private static final Set<MetricId> WITHOUT_SAE =
      Set.of(MetricId.CE_CLEAN, MetricId.CE_ZERO_ABLATED);

  /** They sum squares or activations: a few long activations can be all that they are about. */
  private static final Set<MetricId> BY_NORM =
      Set.of(MetricId.R2_GLOBAL_CENTERED, MetricId.R2_SAEBENCH_LEGACY, MetricId.L1_MEAN);

  private final StudySpec spec;
  private final List<CellUnits> cells;

  VerdictAnalysis(StudySpec spec, List<CellUnits> cells) {
    this.spec = spec;
    this.cells = cells;
  }

  /**
   * The comparison is made only when its test runs: its tables would add up over hundreds of tests.
   *
   * @param notComparable why there is no comparison; "" when there is one, or the metric is
   *     undefined
   */
  private record Test(
      MetricId metric,
      Contrast contrast,
      String hookPoint,
      Optional<Supplier<Comparison>> comparison,
      String notComparable) {

    String name() {
      return contrast.name() + "/" + metric.id() + "/" + hookPoint;
    }
  }

  /**
   * Which cells are compared with which.
   *
   * @param sae the SAE configuration; where two are compared, the trained one
   * @param variant the null; where SAE configurations are compared, trained
   * @param nullSae the null, where SAE configurations are compared
   */
  private record Contrast(String sae, VariantKind variant, Optional<String> nullSae) {

    boolean isTrained(CellKey cell) {
      return cell.variant().kind().equals(VariantKind.TRAINED) && cell.sae().equals(sae);
    }

    boolean isNull(CellKey cell) {
      return cell.variant().kind().equals(variant) && cell.sae().equals(nullSae.orElse(sae));
    }

    String name() {
      return sae + "/" + nullSae.map(name -> "sae/" + name).orElse(variant.id());
    }
  }

  /**
   * All verdicts: variants before SAE configurations; within each, by configuration, metric, null,
   * and "all" before the hook points.
   */
  List<Verdict> verdicts() {
    return verdicts(() -> {});
  }

  /**
   * The same, which may take minutes.
   *
   * @param pause called again and again by several threads; what it throws ends the analysis
   */
  List<Verdict> verdicts(Runnable pause) {
    List<Test> tests = tests();
    StatisticsSpec statistics = spec.statistics();
    VerdictRule rule = new VerdictRule(statistics.confidence(), statistics.equivalenceMargin());
    long possible = tests.stream().filter(test -> test.comparison().isPresent()).count();
    EffectTest effectTest =
        new EffectTest(
            new ClusterBootstrap(statistics.bootstrapResamples(), statistics.confidence()),
            statistics.permutations(),
            EffectTest.permutationsFor((int) possible, rule.level(), statistics.permutations()));
    RandomSource random = Draws.ofVerdicts(spec);
    // Each test has random streams of its own, so the order in which threads run them is no matter.
    List<EffectEstimate> effects =
        IntStream.range(0, tests.size())
            .parallel()
            .mapToObj(i -> estimate(effectTest, tests.get(i), random, pause))
            .toList();
    double[] adjusted =
        HolmAdjustment.adjust(effects.stream().mapToDouble(EffectEstimate::pValue).toArray());
    return IntStream.range(0, tests.size())
        .mapToObj(i -> verdict(rule, tests.get(i), effects.get(i), adjusted[i]))
        .toList();
  }

  private static EffectEstimate estimate(
      EffectTest effectTest, Test test, RandomSource random, Runnable pause) {
    return test.comparison()
        .map(
            comparison ->
                effectTest.estimate(
                    comparison.get(),
                    random.stream(test.name() + "/bootstrap"),
                    random.stream(test.name() + "/permutation"),
                    pause))
        .orElse(EffectEstimate.UNDEFINED);
  }

  private static Verdict verdict(
      VerdictRule rule, Test test, EffectEstimate effect, double adjusted) {
    Conclusion conclusion =
        test.notComparable().isEmpty()
            ? rule.conclude(effect, adjusted, test.metric().definition())
            : Conclusion.NOT_COMPARABLE;
    return new Verdict(
        test.metric().id(),
        test.contrast().sae(),
        test.contrast().variant().id(),
        test.contrast().nullSae(),
        test.hookPoint(),
        effect.effect(),
        effect.ciLow(),
        effect.ciHigh(),
        effect.pValue(),
        adjusted,
        conclusion,
        VerdictRule.direction(effect, conclusion),
        test.notComparable());
  }

  private List<Test> tests() {
    List<Test> tests = new ArrayList<>();
    for (SaeSpec sae : spec.saes()) {
      List<Contrast> contrasts =
          spec.variants().stream()
              .filter(variant -> !variant.equals(VariantKind.TRAINED))
              .map(variant -> new Contrast(sae.name(), variant, Optional.empty()))
              .toList();
      boolean first = sae.equals(spec.saes().get(0));
      addTests(contrasts, metric -> first || !WITHOUT_SAE.contains(metric), tests);
    }
    for (SaeSpec sae : spec.saes()) {
      List<Contrast> contrasts =
          sae.nullOf().stream()
              .map(of -> new Contrast(of, VariantKind.TRAINED, Optional.of(sae.name())))
              .toList();
      addTests(contrasts, metric -> !WITHOUT_SAE.contains(metric), tests);
    }
    return tests;
  }

  private void addTests(List<Contrast> contrasts, Predicate<MetricId> tested, List<Test> tests) {
    List<HookPoint> hookPoints =
        cells.stream().map(cell -> cell.key().hookPoint()).distinct().sorted().toList();
    for (MetricId metric : MetricId.values()) {
      if (metric.definition().role() != MetricRole.FINDING || !tested.test(metric)) {
        continue;
      }
      for (Contrast contrast : contrasts) {
        List<HookPoint> both =
            hookPoints.stream().filter(point -> bothHave(metric, contrast, point)).toList();
        if (both.isEmpty()) {
          continue;
        }
        tests.add(test(metric, contrast, ALL, both));
        for (HookPoint point : both) {
          tests.add(test(metric, contrast, point.toString(), List.of(point)));
        }
      }
    }
  }

  private Test test(MetricId metric, Contrast contrast, String hookPoint, List<HookPoint> points) {
    String reason = BY_NORM.contains(metric) ? concentration(contrast, points) : "";
    return new Test(
        metric,
        contrast,
        hookPoint,
        reason.isEmpty() ? comparison(metric, contrast, points) : Optional.empty(),
        reason);
  }

  /** What is said of the worst of the concentrated cells; "" when there is none. */
  private String concentration(Contrast contrast, List<HookPoint> points) {
    return cells.stream()
        .filter(cell -> points.contains(cell.key().hookPoint()))
        .filter(cell -> contrast.isTrained(cell.key()) || contrast.isNull(cell.key()))
        .filter(CellUnits::concentrated)
        .max(Comparator.comparingDouble(cell -> cell.positions().orElseThrow().topPercentShare()))
        .map(
            cell ->
                String.format(
                    Locale.ROOT,
                    "1 %% of the evaluation positions hold %.0f %% of the squared norm in %s at %s;"
                        + " leave them out with positions.first or positions.maxNormMedians",
                    100 * cell.positions().orElseThrow().topPercentShare(),
                    cell.key().variant().kind().id(),
                    cell.key().hookPoint()))
        .orElse("");
  }

  private boolean bothHave(MetricId metric, Contrast contrast, HookPoint point) {
    Predicate<CellUnits> has = cell -> cell.has(metric.id());
    return !at(point, contrast::isTrained, has).isEmpty()
        && !at(point, contrast::isNull, has).isEmpty();
  }

  private List<CellUnits> at(
      HookPoint point, Predicate<CellKey> arm, Predicate<CellUnits> condition) {
    return cells.stream()
        .filter(cell -> cell.key().hookPoint().equals(point))
        .filter(cell -> arm.test(cell.key()))
        .filter(condition)
        .toList();
  }

  /** Empty when the metric is undefined for one of the arms at every hook point. */
  private Optional<Supplier<Comparison>> comparison(
      MetricId metric, Contrast contrast, List<HookPoint> points) {
    Predicate<CellUnits> defines = cell -> cell.defines(metric.id());
    List<Arms<CellUnits>> strata = new ArrayList<>();
    for (HookPoint point : points) {
      List<CellUnits> trained = at(point, contrast::isTrained, defines);
      List<CellUnits> nulls = at(point, contrast::isNull, defines);
      if (!trained.isEmpty() && !nulls.isEmpty()) {
        strata.add(new Arms<>(trained, nulls));
      }
    }
    return strata.isEmpty() ? Optional.empty() : Optional.of(() -> compare(metric, strata));
  }

  private static Comparison compare(MetricId metric, List<Arms<CellUnits>> strata) {
    return switch (metric.definition().resampled()) {
      case DOCUMENT ->
          new DocumentComparison(metric.definition().form(), map(strata, units(metric)));
      case LATENT -> new LatentComparison(map(strata, units(metric)));
      case LATENT_EXAMPLES ->
          new PooledAurocComparison(map(strata, cell -> cell.examples().get(scorer(metric))));
      case LATENT_INDICATOR ->
          new ProportionComparison(map(strata, cell -> proportion(cell.units().get(metric.id()))));
    };
  }

  private static Function<CellUnits, UnitValues> units(MetricId metric) {
    return cell -> cell.units().get(metric.id());
  }

  private static Proportion proportion(UnitValues units) {
    return new Proportion((long) units.value(0), (long) units.weight(0));
  }

  private static String scorer(MetricId metric) {
    return metric.id().substring(0, metric.id().indexOf('.'));
  }

  private static <T> List<Arms<T>> map(List<Arms<CellUnits>> strata, Function<CellUnits, T> value) {
    return strata.stream()
        .map(
            arms ->
                new Arms<>(
                    arms.trained().stream().map(value).toList(),
                    arms.nulls().stream().map(value).toList()))
        .toList();
  }
}
