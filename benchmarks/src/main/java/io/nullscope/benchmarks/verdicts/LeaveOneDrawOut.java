package io.nullscope.benchmarks.verdicts;

import io.nullscope.metrics.application.CellUnits;
import io.nullscope.metrics.application.VerdictAnalysis;
import io.nullscope.metrics.domain.CellGrid;
import io.nullscope.metrics.domain.CellValue;
import io.nullscope.metrics.domain.MetricId;
import io.nullscope.metrics.domain.MetricRole;
import io.nullscope.metrics.domain.Subject;
import io.nullscope.metrics.domain.Verdict;
import io.nullscope.study.CellKey;
import io.nullscope.study.HookPoint;
import io.nullscope.study.SaeSpec;
import io.nullscope.study.StudySpec;
import io.nullscope.study.StudySpecReader;
import io.nullscope.study.VariantKey;
import io.nullscope.study.VariantKind;
import io.nullscope.verdicts.Contrast;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Lets each draw of a null in turn play the trained model, against the other draws of the same
 * null. There is nothing to find: how often a verdict says otherwise is its error rate on real
 * models.
 */
final class LeaveOneDrawOut {

  /** Two are left to play the null. */
  static final int FEWEST_DRAWS = 3;

  private final StudySpec spec;
  private final Map<CellKey, CellUnits> cells = new HashMap<>();
  private final double unigramEntropy;

  /**
   * @param cells of the study, or of some of its nulls
   * @param unigramEntropy of the evaluation text, in nats
   */
  LeaveOneDrawOut(StudySpec spec, List<CellUnits> cells, double unigramEntropy) {
    this.spec = spec;
    cells.forEach(cell -> this.cells.put(cell.key(), cell));
    this.unigramEntropy = unigramEntropy;
  }

  /**
   * A draw that played trained.
   *
   * @param before p-value with documents or latents as units; empty when these do not vary
   */
  record Trial(VariantKey played, Verdict verdict, OptionalDouble before) {

    /** Empty when nothing was compared. */
    OptionalDouble after() {
      double p = verdict.evidence().pValue();
      return Double.isNaN(p) ? OptionalDouble.empty() : OptionalDouble.of(p);
    }

    /** Whether the word, after all adjustment, is that trained differs; empty without a word. */
    Optional<Boolean> differs() {
      return after().isEmpty() || verdict.subject().role() == MetricRole.SECONDARY
          ? Optional.empty()
          : Optional.of(verdict.conclusion().differs());
    }
  }

  /** The nulls with enough draws. */
  List<VariantKind> nulls() {
    return spec.variants().stream()
        .filter(kind -> draws(kind).size() >= FEWEST_DRAWS)
        .filter(kind -> cells.keySet().stream().anyMatch(key -> key.variant().kind().equals(kind)))
        .toList();
  }

  private List<Long> draws(VariantKind kind) {
    return spec.variantKeys().stream()
        .filter(variant -> variant.kind().equals(kind))
        .map(VariantKey::seed)
        .toList();
  }

  /** Every verdict of the product about every draw of this null as trained. */
  List<Trial> trials(VariantKind kind) {
    List<Trial> trials = new ArrayList<>();
    for (long draw : draws(kind)) {
      trials.addAll(trials(new VariantKey(kind, draw)));
    }
    return trials;
  }

  private List<Trial> trials(VariantKey played) {
    List<Long> others = draws(played.kind()).stream().filter(d -> d != played.seed()).toList();
    StudySpec study =
        StudySpecReader.withOverrides(
                spec.toYaml(),
                List.of(
                    "variants=[trained, '" + played.kind().id() + "']", "variantSeeds=" + others))
            .orThrow();
    Map<CellKey, CellUnits> recast = new HashMap<>();
    for (CellUnits cell : cells.values()) {
      if (cell.key().variant().equals(played)) {
        CellUnits trained = cell.as(trained(cell.key()));
        recast.put(trained.key(), trained);
      } else if (cell.key().variant().kind().equals(played.kind())) {
        recast.put(cell.key(), cell);
      }
    }
    List<CellUnits> units = List.copyOf(recast.values());
    return new VerdictAnalysis(study, units, unigramEntropy)
        .verdicts(() -> {}).stream()
            .filter(verdict -> verdict.nullSae().isEmpty())
            .map(verdict -> new Trial(played, verdict, before(study, recast, verdict)))
            .toList();
  }

  private static CellKey trained(CellKey of) {
    return new CellKey(
        new VariantKey(VariantKind.TRAINED, 0), of.hookPoint(), of.sae(), of.saeSeed());
  }

  /**
   * The test with documents or latents as units: the difference from the mean of the other draws
   * over its bootstrap standard error, two-sided.
   */
  private static OptionalDouble before(
      StudySpec study, Map<CellKey, CellUnits> cells, Verdict verdict) {
    MetricId metric = MetricId.find(verdict.metric()).orElseThrow();
    SaeSpec sae = study.sae(verdict.sae());
    List<VariantKey> variants = study.variantKeys();
    List<HookPoint> points =
        cells.keySet().stream()
            .map(CellKey::hookPoint)
            .distinct()
            .sorted()
            .filter(point -> among(point, verdict.hookPoint()))
            .filter(
                point ->
                    variants.stream()
                        .flatMap(variant -> of(variant, point, sae).stream())
                        .allMatch(key -> cells.containsKey(key) && has(cells.get(key), metric)))
            .toList();
    if (points.isEmpty()) {
      return OptionalDouble.empty();
    }
    List<List<List<CellValue>>> values =
        variants.stream()
            .map(
                variant ->
                    sae.seeds().stream()
                        .map(
                            seed ->
                                points.stream()
                                    .map(p -> new CellKey(variant, p, sae.name(), seed))
                                    .map(key -> cells.get(key).value(metric))
                                    .toList())
                        .toList())
            .toList();
    CellGrid grid =
        new CellGrid(
            points.stream().mapToDouble(HookPoint::layer).toArray(),
            values.get(0),
            values.subList(1, values.size()));
    Contrast contrast =
        verdict.hookPoint().equals(Subject.SLOPE) ? new Contrast.Slope() : new Contrast.All();
    CellValue difference = grid.difference(contrast);
    double z = Math.abs(difference.value()) / Math.sqrt(difference.variance());
    return Double.isFinite(z)
        ? OptionalDouble.of(2 * NormalDistribution.of(0, 1).survivalProbability(z))
        : OptionalDouble.empty();
  }

  private static boolean among(HookPoint point, String asked) {
    return asked.equals(Subject.ALL) || asked.equals(Subject.SLOPE) || asked.equals("" + point);
  }

  private static List<CellKey> of(VariantKey variant, HookPoint point, SaeSpec sae) {
    return sae.seeds().stream()
        .map(seed -> new CellKey(variant, point, sae.name(), seed))
        .collect(Collectors.toList());
  }

  private static boolean has(CellUnits cell, MetricId metric) {
    return cell.defines(metric.id()) && Double.isFinite(cell.value(metric).value());
  }
}
