package io.nullscope.metrics.application;

import io.nullscope.metrics.domain.MeasuredCurve;
import io.nullscope.metrics.domain.MetricFamily;
import io.nullscope.metrics.domain.MetricId;
import io.nullscope.metrics.domain.MetricRole;
import io.nullscope.metrics.domain.MetricValue;
import io.nullscope.study.CellKey;
import io.nullscope.study.HookPoint;
import io.nullscope.study.NullDesign;
import io.nullscope.study.SaeSpec;
import io.nullscope.study.StudySpec;
import io.nullscope.study.VariantKind;
import io.nullscope.verdicts.Bounds;
import io.nullscope.verdicts.Draws;
import io.nullscope.verdicts.Estimate;
import io.nullscope.verdicts.VariancePrior;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;

/**
 * A score of trained against a null at equal reconstruction: what trained would score with as high
 * an R² (or L0) as each draw of the null has, by linear interpolation over the study's SAE
 * configurations that differ in sparsity alone. The draws of the null, or the SAE seeds of a fixed
 * one, are the units.
 *
 * @param sae the configuration that the null has
 * @param matchedOn what is made equal
 * @param effect trained − null; NaN where nothing is compared
 * @param ciLow lower end of the interval of trained − a new draw (a fixed null: of the effect); NaN
 *     for one draw, or fewer than three SAE seeds of a fixed null
 * @param ciHigh upper end
 * @param draws draws of the null
 * @param saeSeeds SAE seeds that all the configurations have
 * @param hookPoints at which trained reaches the value of every draw
 * @param reason why nothing is compared, or not at all hook points; else ""
 */
public record EqualReconstruction(
    String sae,
    VariantKind variant,
    MetricId metric,
    MetricId matchedOn,
    double effect,
    double ciLow,
    double ciHigh,
    int draws,
    int saeSeeds,
    int hookPoints,
    String reason) {

  private static final List<MetricId> COVARIATES =
      List.of(MetricId.R2_GLOBAL_CENTERED, MetricId.L0_MEAN);

  public boolean defined() {
    return !Double.isNaN(effect);
  }

  /**
   * Every primary score of latents, for every null; empty unless a study has several sparsities.
   */
  static List<EqualReconstruction> of(StudySpec spec, List<CellRecord> cells) {
    Map<CellKey, CellRecord> byKey = new HashMap<>();
    cells.forEach(cell -> byKey.put(cell.key(), cell));
    List<EqualReconstruction> all = new ArrayList<>();
    for (NullContrast contrast : NullContrast.of(spec)) {
      List<SaeSpec> ladder = ladder(spec, contrast);
      if (contrast.nullSae().isEmpty() && ladder.size() > 1) {
        for (MetricId metric : MetricId.values()) {
          if (isScore(metric)) {
            for (MetricId covariate : COVARIATES) {
              new Comparison(spec, byKey, contrast, ladder, metric, covariate)
                  .result()
                  .ifPresent(all::add);
            }
          }
        }
      }
    }
    return all;
  }

  private static boolean isScore(MetricId metric) {
    return metric.definition().role() == MetricRole.PRIMARY
        && Stream.of(MetricFamily.INTERPRETABILITY, MetricFamily.ENTROPY, MetricFamily.INTERVENTION)
            .anyMatch(family -> family == metric.definition().family());
  }

  /** The configurations of the contrast's architecture, size and training, itself among them. */
  private static List<SaeSpec> ladder(StudySpec spec, NullContrast contrast) {
    SaeSpec of = spec.sae(contrast.sae());
    return spec.saes().stream()
        .filter(sae -> !sae.isNull() && !of.isNull())
        .filter(sae -> sae.architecture().id().equals(of.architecture().id()))
        .filter(sae -> sae.latents().equals(of.latents()) && sae.expansion().equals(of.expansion()))
        .filter(sae -> sae.training().equals(of.training()))
        .toList();
  }

  private record Comparison(
      StudySpec spec,
      Map<CellKey, CellRecord> cells,
      NullContrast contrast,
      List<SaeSpec> ladder,
      MetricId metric,
      MetricId covariate) {

    /** Empty where the null, or trained, was never asked for the score. */
    Optional<EqualReconstruction> result() {
      List<HookPoint> points =
          cells.keySet().stream().map(CellKey::hookPoint).distinct().sorted().toList();
      List<HookPoint> asked =
          points.stream()
              .filter(point -> contrast.cells(point).stream().anyMatch(this::isAsked))
              .toList();
      if (asked.isEmpty()) {
        return Optional.empty();
      }
      List<Long> seeds =
          contrast.seeds().stream()
              .filter(seed -> ladder.stream().allMatch(sae -> sae.seeds().contains(seed)))
              .toList();
      if (seeds.isEmpty()) {
        return Optional.of(nothing(seeds, 0, "the SAE configurations have no seed in common"));
      }
      List<HookPoint> reached =
          asked.stream()
              .filter(
                  point ->
                      contrast.draws().stream()
                          .flatMap(
                              draw -> seeds.stream().map(seed -> difference(point, draw, seed)))
                          .noneMatch(d -> Double.isNaN(d)))
              .toList();
      if (2 * reached.size() < asked.size() || reached.isEmpty()) {
        return Optional.of(nothing(seeds, reached.size(), outside(asked.size(), reached.size())));
      }
      return Optional.of(compared(seeds, reached, asked.size()));
    }

    private boolean isAsked(CellKey key) {
      CellRecord cell = cells.get(key);
      return cell != null && cell.metrics().containsKey(metric.id());
    }

    private String outside(int all, int reached) {
      return "at %d of %d hook points no SAE of trained reaches the %s of every draw, or a value is missing"
          .formatted(all - reached, all, covariate.definition().label());
    }

    private EqualReconstruction compared(List<Long> seeds, List<HookPoint> points, int allPoints) {
      double[] ofDraws =
          contrast.draws().stream().mapToDouble(draw -> mean(points, seeds, s -> draw)).toArray();
      double[] units =
          contrast.fixed()
              ? seeds.stream()
                  .mapToDouble(seed -> mean(points, List.of(seed), s -> contrast.draws().get(0)))
                  .toArray()
              : ofDraws;
      double effect = Arrays.stream(ofDraws).average().orElseThrow();
      Optional<Bounds> interval =
          estimate(units, points, seeds).map(e -> e.interval(spec.statistics().confidence()));
      return new EqualReconstruction(
          contrast.sae(),
          contrast.variant(),
          metric,
          covariate,
          effect,
          interval.map(Bounds::low).orElse(Double.NaN),
          interval.map(Bounds::high).orElse(Double.NaN),
          contrast.draws().size(),
          seeds.size(),
          points.size(),
          points.size() < allPoints ? outside(allPoints, points.size()) : "");
    }

    private Optional<Estimate> estimate(
        double[] differences, List<HookPoint> points, List<Long> seeds) {
      boolean replicated =
          new NullDesign(contrast.name(), contrast.fixed(), contrast.draws().size(), seeds.size())
              .replicated();
      boolean varies = Arrays.stream(differences).distinct().count() > 1;
      double sampling = sampling(points, seeds);
      if (!replicated || !varies && sampling == 0) {
        return Optional.empty();
      }
      if (contrast.fixed()) {
        // Of one seed; trained, interpolated, has latents of its own to sample: taken to be as
        // many.
        return Optional.of(Estimate.paired(differences, 2 * sampling * seeds.size()));
      }
      double[] below = Arrays.stream(differences).map(d -> -d).toArray();
      return Optional.of(Estimate.against(new Draws(0, below, sampling), VariancePrior.NONE));
    }

    private double mean(List<HookPoint> points, List<Long> seeds, LongUnaryOperator draw) {
      return points.stream()
          .flatMap(
              point -> seeds.stream().map(seed -> difference(point, draw.applyAsLong(seed), seed)))
          .mapToDouble(d -> d)
          .average()
          .orElseThrow();
    }

    /** NaN where trained does not reach the draw's value, or one is missing. */
    private double difference(HookPoint point, long draw, long seed) {
      CellKey drawn = contrast.drawn(point, draw, seed);
      OptionalDouble at = value(drawn, covariate);
      OptionalDouble score = value(drawn, metric);
      List<CellKey> trained =
          ladder.stream()
              .map(
                  sae ->
                      new CellKey(contrast.trained(point, seed).variant(), point, sae.name(), seed))
              .filter(key -> value(key, metric).isPresent() && value(key, covariate).isPresent())
              .toList();
      if (at.isEmpty() || score.isEmpty() || trained.isEmpty()) {
        return Double.NaN;
      }
      MeasuredCurve curve =
          new MeasuredCurve(
              trained.stream().mapToDouble(key -> value(key, covariate).getAsDouble()).toArray(),
              trained.stream().mapToDouble(key -> value(key, metric).getAsDouble()).toArray());
      return curve.at(at.getAsDouble()) - score.getAsDouble();
    }

    private OptionalDouble value(CellKey key, MetricId of) {
      return find(key, of).map(v -> OptionalDouble.of(v.value())).orElse(OptionalDouble.empty());
    }

    private Optional<MetricValue> find(CellKey key, MetricId of) {
      return Optional.ofNullable(cells.get(key))
          .map(cell -> cell.metrics().get(of.id()))
          .filter(MetricValue::defined);
    }

    /**
     * What sampling of the null's latents adds to the variance of a draw's mean: from the intervals
     * of its cells, mean over the draws.
     */
    private double sampling(List<HookPoint> points, List<Long> seeds) {
      double quantile = Bounds.around(0, 1, spec.statistics().confidence()).high();
      double cellsOfDraw = (double) points.size() * seeds.size();
      double sum = 0;
      for (long draw : contrast.draws()) {
        for (HookPoint point : points) {
          for (long seed : seeds) {
            MetricValue value = find(contrast.drawn(point, draw, seed), metric).orElseThrow();
            double error = (value.ciHigh() - value.ciLow()) / 2 / quantile;
            sum += Double.isNaN(error) ? 0 : error * error;
          }
        }
      }
      return sum / cellsOfDraw / cellsOfDraw / contrast.draws().size();
    }

    private EqualReconstruction nothing(List<Long> seeds, int points, String why) {
      double no = Double.NaN;
      return new EqualReconstruction(
          contrast.sae(),
          contrast.variant(),
          metric,
          covariate,
          no,
          no,
          no,
          contrast.draws().size(),
          seeds.size(),
          points,
          why);
    }
  }
}
