package io.nullscope.metrics.application;

import io.nullscope.metrics.domain.CellGrid;
import io.nullscope.metrics.domain.CellValue;
import io.nullscope.metrics.domain.Conclusion;
import io.nullscope.metrics.domain.EffectDirection;
import io.nullscope.metrics.domain.Evidence;
import io.nullscope.metrics.domain.Learned;
import io.nullscope.metrics.domain.MetricId;
import io.nullscope.metrics.domain.MetricRole;
import io.nullscope.metrics.domain.MetricUnit;
import io.nullscope.metrics.domain.Scope;
import io.nullscope.metrics.domain.Subject;
import io.nullscope.metrics.domain.Verdict;
import io.nullscope.study.HookPoint;
import io.nullscope.study.StudySpec;
import io.nullscope.verdicts.Bounds;
import io.nullscope.verdicts.Contrast;
import io.nullscope.verdicts.Decision;
import io.nullscope.verdicts.Draws;
import io.nullscope.verdicts.Estimate;
import io.nullscope.verdicts.Holm;
import io.nullscope.verdicts.Power;
import io.nullscope.verdicts.VariancePrior;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The verdicts about one null.
 *
 * <p>Families (Holm): the primary metrics over all hook points; the declared slopes; the hook
 * points of a metric that differs over all of them or in its slope. A manipulation check is a
 * family of its own. Secondary metrics, and hook points of metrics that do not differ, have an
 * interval and no claim.
 */
final class NullVerdicts {

  private static final double POWER = 0.8;

  /** They are about the model alone. */
  private static final Set<MetricId> WITHOUT_SAE =
      Set.of(MetricId.CE_CLEAN, MetricId.CE_ZERO_ABLATED);

  /**
   * Secondary metrics whose variances inform those of the primary scores. A fixed list: one that
   * comes later must not change a verdict.
   */
  private static final Set<MetricId> COMPANIONS =
      Set.of(
          MetricId.FUZZING_AUROC_POOLED,
          MetricId.FUZZING_BALANCED_ACCURACY,
          MetricId.DETECTION_AUROC_POOLED,
          MetricId.DETECTION_BALANCED_ACCURACY,
          MetricId.TOKEN_TOP1_MASS);

  private final StudySpec spec;
  private final ComparedCells cells;
  private final NullContrast contrast;
  private final Comparability comparability;
  private final double level;
  private final Map<String, VariancePrior> priors = new HashMap<>();

  NullVerdicts(StudySpec spec, ComparedCells cells, NullContrast contrast, double unigramEntropy) {
    this.spec = spec;
    this.cells = cells;
    this.contrast = contrast;
    this.comparability = new Comparability(spec, cells, contrast, unigramEntropy);
    this.level = 1 - spec.statistics().confidence();
  }

  /**
   * One metric under one contrast.
   *
   * @param grid the values; empty when they are not complete
   * @param objection why nothing is compared
   * @param caveat what a reader must know of what is compared
   */
  private record Question(
      MetricId metric,
      String hookPoint,
      Contrast contrast,
      Optional<CellGrid> grid,
      Optional<String> objection,
      Optional<String> caveat,
      double margin,
      Learned learned) {}

  /**
   * @param withoutSae whether metrics that are about the model alone are compared here
   */
  List<Verdict> verdicts(boolean withoutSae) {
    List<MetricId> metrics =
        Arrays.stream(MetricId.values())
            .filter(metric -> metric.definition().role().compared())
            .filter(metric -> withoutSae || !WITHOUT_SAE.contains(metric))
            .filter(metric -> cells.have(metric, contrast))
            .toList();
    Map<MetricId, Verdict> all = new LinkedHashMap<>();
    all.putAll(claims(metrics.stream().filter(m -> role(m) == MetricRole.PRIMARY).map(this::all)));
    for (MetricId metric : metrics) {
      if (role(metric) == MetricRole.MANIPULATION_CHECK) {
        all.putAll(claims(Stream.of(all(metric))));
      } else if (role(metric) == MetricRole.SECONDARY) {
        all.put(metric, described(all(metric)));
      }
    }
    Map<MetricId, Verdict> slopes =
        claims(metrics.stream().flatMap(metric -> slope(metric).stream()));
    List<Verdict> verdicts = new ArrayList<>();
    for (MetricId metric : metrics) {
      List<Verdict> points = points(metric, all.get(metric), slopes.get(metric));
      verdicts.add(signChanges(all.get(metric), points));
      Optional.ofNullable(slopes.get(metric)).ifPresent(verdicts::add);
      verdicts.addAll(points);
    }
    return verdicts;
  }

  private static MetricRole role(MetricId metric) {
    return metric.definition().role();
  }

  private List<Verdict> points(MetricId metric, Verdict all, Verdict slope) {
    // The model alone has one number, whatever the hook point.
    if (metric == MetricId.CE_CLEAN) {
      return List.of();
    }
    List<Question> questions = cells.hookPoints().stream().map(point -> at(metric, point)).toList();
    boolean opened =
        role(metric) != MetricRole.SECONDARY
            && (all.conclusion().differs() || slope != null && slope.conclusion().differs());
    return opened ? decided(questions) : questions.stream().map(this::described).toList();
  }

  private static Verdict signChanges(Verdict all, List<Verdict> points) {
    Set<EffectDirection> directions =
        points.stream()
            .map(Verdict::direction)
            .filter(direction -> direction != EffectDirection.NONE)
            .collect(Collectors.toSet());
    String signs = "the difference changes sign over depth";
    return directions.size() > 1
        ? all.with(all.conclusion(), all.reason().isEmpty() ? signs : all.reason() + "; " + signs)
        : all;
  }

  private Question all(MetricId metric) {
    List<HookPoint> complete = cells.complete(metric, contrast);
    return question(
        metric, Subject.ALL, new Contrast.All(), complete, margin(metric), learned(metric));
  }

  private static Learned learned(MetricId metric) {
    return metric.definition().learned();
  }

  /** Of a metric for which a trend is claimed, where there are three hook points or more. */
  private Optional<Question> slope(MetricId metric) {
    List<HookPoint> complete = cells.complete(metric, contrast);
    return complete.size() < 3
        ? Optional.empty()
        : metric
            .definition()
            .slope()
            .map(
                learned ->
                    question(
                        metric,
                        Subject.SLOPE,
                        new Contrast.Slope(),
                        complete,
                        margin(metric) / depth(complete),
                        learned));
  }

  private static double depth(List<HookPoint> points) {
    return points.get(points.size() - 1).layer() - points.get(0).layer();
  }

  private Question at(MetricId metric, HookPoint point) {
    List<HookPoint> complete = cells.complete(metric, contrast);
    int index = complete.indexOf(point);
    if (index < 0) {
      return new Question(
          metric,
          point.toString(),
          new Contrast.All(),
          Optional.empty(),
          cells.missing(metric, contrast, List.of(point)),
          Optional.empty(),
          margin(metric),
          learned(metric));
    }
    CellGrid grid = cells.grid(metric, contrast, complete);
    Contrast at = new Contrast.At(index);
    return new Question(
        metric,
        point.toString(),
        at,
        Optional.of(grid),
        comparability.objection(metric, List.of(point), grid, at, margin(metric)),
        comparability.caveat(metric, List.of(point)),
        margin(metric),
        learned(metric));
  }

  private Question question(
      MetricId metric,
      String name,
      Contrast of,
      List<HookPoint> complete,
      double margin,
      Learned learned) {
    List<HookPoint> points = cells.hookPoints();
    if (complete.isEmpty() || 2 * complete.size() < points.size()) {
      Optional<String> why =
          cells
              .missing(metric, contrast, points)
              .map(
                  missing ->
                      complete.size()
                          + " of "
                          + points.size()
                          + " hook points are left: "
                          + missing);
      return new Question(
          metric, name, of, Optional.empty(), why, Optional.empty(), margin, learned);
    }
    CellGrid grid = cells.grid(metric, contrast, complete);
    return new Question(
        metric,
        name,
        of,
        Optional.of(grid),
        comparability.objection(metric, complete, grid, of, margin),
        comparability.caveat(metric, complete),
        margin,
        learned);
  }

  private double margin(MetricId metric) {
    return spec.statistics().margins().getOrDefault(metric.id(), metric.definition().margin());
  }

  private Map<MetricId, Verdict> claims(Stream<Question> questions) {
    List<Question> family = questions.toList();
    List<Verdict> decided = decided(family);
    Map<MetricId, Verdict> byMetric = new LinkedHashMap<>();
    for (int i = 0; i < family.size(); i++) {
      byMetric.put(family.get(i).metric(), decided.get(i));
    }
    return byMetric;
  }

  /** Tests a family. */
  private List<Verdict> decided(List<Question> family) {
    List<Optional<Estimate>> estimates = family.stream().map(this::estimate).toList();
    double[] adjusted =
        Holm.adjust(
            estimates.stream()
                .mapToDouble(estimate -> estimate.map(Estimate::pValue).orElse(Double.NaN))
                .toArray());
    int tests = (int) estimates.stream().filter(Optional::isPresent).count();
    List<Verdict> verdicts = new ArrayList<>();
    for (int i = 0; i < adjusted.length; i++) {
      Question question = family.get(i);
      double p = adjusted[i];
      verdicts.add(
          estimates
              .get(i)
              .map(
                  estimate ->
                      verdict(
                          question,
                          evidence(question, estimate, p, tests),
                          Conclusion.of(
                              Decision.of(estimate, p, question.margin(), level),
                              question.learned())))
              .orElseGet(() -> untested(question)));
    }
    return verdicts;
  }

  /** An interval without a claim. */
  private Verdict described(Question question) {
    return estimate(question)
        .map(
            estimate ->
                verdict(
                    question, evidence(question, estimate, Double.NaN, 1), Conclusion.NOT_TESTED))
        .orElseGet(() -> untested(question));
  }

  /** Empty where nothing is compared, or nothing can be said of other draws. */
  private Optional<Estimate> estimate(Question question) {
    if (question.objection().isPresent()) {
      return Optional.empty();
    }
    CellGrid grid = question.grid().orElseThrow();
    return switch (contrast.scope()) {
      case DRAWS -> Optional.of(Estimate.against(grid.draws(question.contrast()), prior(question)));
      case MODELS -> {
        List<CellValue> differences = grid.differences(question.contrast());
        yield Optional.of(
            Estimate.paired(
                differences.stream().mapToDouble(CellValue::value).toArray(),
                sampling(differences)));
      }
      case NONE -> Optional.empty();
    };
  }

  private static double sampling(List<CellValue> differences) {
    return differences.stream().mapToDouble(CellValue::variance).average().orElseThrow();
  }

  /** What the other scores of this null say of a score's variance, under the same contrast. */
  private VariancePrior prior(Question question) {
    return isScore(question.metric())
        ? priors.computeIfAbsent(question.hookPoint(), this::fit)
        : VariancePrior.NONE;
  }

  private static boolean isScore(MetricId metric) {
    return metric.definition().resampled() != MetricUnit.DOCUMENT;
  }

  private VariancePrior fit(String hookPoint) {
    List<Draws> pool =
        Arrays.stream(MetricId.values())
            .filter(NullVerdicts::isScore)
            .filter(metric -> role(metric) == MetricRole.PRIMARY || COMPANIONS.contains(metric))
            .flatMap(metric -> draws(metric, hookPoint).stream())
            .toList();
    return VariancePrior.of(pool);
  }

  private Optional<Draws> draws(MetricId metric, String hookPoint) {
    List<HookPoint> complete = cells.complete(metric, contrast);
    boolean there =
        switch (hookPoint) {
          case Subject.ALL -> !complete.isEmpty();
          case Subject.SLOPE -> complete.size() >= 3;
          default -> complete.contains(HookPoint.parse(hookPoint));
        };
    if (!there) {
      return Optional.empty();
    }
    Contrast of =
        switch (hookPoint) {
          case Subject.ALL -> new Contrast.All();
          case Subject.SLOPE -> new Contrast.Slope();
          default -> new Contrast.At(complete.indexOf(HookPoint.parse(hookPoint)));
        };
    return Optional.of(cells.grid(metric, contrast, complete).draws(of));
  }

  private Verdict untested(Question question) {
    if (question.objection().isPresent()) {
      return new Verdict(
          subject(question),
          Evidence.none(contrast.draws().size(), contrast.seeds().size(), question.margin()),
          Conclusion.NOT_COMPARABLE,
          question.objection().get());
    }
    return verdict(question, ofTheseSaes(question), Conclusion.UNREPLICATED);
  }

  private Verdict verdict(Question question, Evidence evidence, Conclusion conclusion) {
    return new Verdict(subject(question), evidence, conclusion, question.caveat().orElse(""));
  }

  private Subject subject(Question question) {
    return new Subject(
        question.metric().id(),
        role(question.metric()),
        contrast.sae(),
        contrast.variant().id(),
        contrast.nullSae(),
        question.hookPoint());
  }

  private Evidence evidence(Question question, Estimate estimate, double adjusted, int tests) {
    CellGrid grid = question.grid().orElseThrow();
    Bounds interval = estimate.interval(1 - level);
    boolean drawn = contrast.scope() == Scope.DRAWS;
    Draws draws = grid.draws(question.contrast());
    List<CellValue> differences = drawn ? List.of() : grid.differences(question.contrast());
    double between =
        drawn
            ? draws.variance()
            : new Draws(0, differences.stream().mapToDouble(CellValue::value).toArray(), 0)
                .variance();
    double within = drawn ? draws.sampling() : sampling(differences);
    return new Evidence(
        estimate.effect(),
        interval.low(),
        interval.high(),
        contrast.scope(),
        draws.count(),
        contrast.seeds().size(),
        Math.sqrt(between),
        Math.sqrt(within),
        estimate.degreesOfFreedom(),
        estimate.pValue(),
        adjusted,
        question.margin(),
        drawn ? estimate.probabilityAbove() : Double.NaN,
        drawn ? draws.rank() : Double.NaN,
        estimate.deviation()
            * new Power(
                    estimate.standardError() / estimate.deviation(), estimate.degreesOfFreedom())
                .detectable(level / Math.max(1, tests), POWER));
  }

  /** The interval over the documents or latents of these very SAEs. */
  private Evidence ofTheseSaes(Question question) {
    CellValue difference = question.grid().orElseThrow().difference(question.contrast());
    Bounds interval = Bounds.around(difference.value(), difference.variance(), 1 - level);
    double no = Double.NaN;
    return new Evidence(
        difference.value(),
        interval.low(),
        interval.high(),
        Scope.NONE,
        contrast.draws().size(),
        contrast.seeds().size(),
        no,
        Math.sqrt(difference.variance()),
        no,
        no,
        no,
        question.margin(),
        no,
        no,
        no);
  }
}
