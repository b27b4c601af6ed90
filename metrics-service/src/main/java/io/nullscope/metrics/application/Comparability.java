package io.nullscope.metrics.application;

import io.nullscope.metrics.domain.CellGrid;
import io.nullscope.metrics.domain.CellValue;
import io.nullscope.metrics.domain.MetricId;
import io.nullscope.metrics.domain.MetricUnit;
import io.nullscope.metrics.domain.MetricValue;
import io.nullscope.study.ArchitectureSpec;
import io.nullscope.study.HookPoint;
import io.nullscope.study.StudySpec;
import io.nullscope.verdicts.Contrast;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Why numbers of trained and a null cannot be compared, although there are such numbers. */
final class Comparability {

  /** Fewer documents or latents say next to nothing of what sampling does. */
  private static final int FEWEST_UNITS = 20;

  /** Sums in another order differ in the last bits. */
  private static final double EQUAL = 1e-12;

  /** A control's part of the effect, or of the margin, that could explain it. */
  private static final double SHARE = 0.25;

  /** Standard errors of a control that count as noise. */
  private static final double NOISE = 2;

  /** They sum squares or activations: a few long activations can be all that they are about. */
  private static final Set<MetricId> BY_NORM =
      Set.of(MetricId.R2_GLOBAL_CENTERED, MetricId.R2_SAEBENCH_LEGACY, MetricId.L1_MEAN);

  /** Scores with the control that shows whether windows alone give them. */
  private static final Map<MetricId, MetricId> CONTROLS =
      Map.of(
          MetricId.FUZZING_AUROC, MetricId.FUZZING_SHUFFLED_AUROC,
          MetricId.FUZZING_AUROC_POOLED, MetricId.FUZZING_SHUFFLED_AUROC,
          MetricId.FUZZING_BALANCED_ACCURACY, MetricId.FUZZING_SHUFFLED_AUROC,
          MetricId.DETECTION_AUROC, MetricId.DETECTION_SHUFFLED_AUROC,
          MetricId.DETECTION_AUROC_POOLED, MetricId.DETECTION_SHUFFLED_AUROC,
          MetricId.DETECTION_BALANCED_ACCURACY, MetricId.DETECTION_SHUFFLED_AUROC,
          MetricId.EMBEDDING_AUROC, MetricId.EMBEDDING_SHUFFLED_AUROC,
          MetricId.SIMULATION_CORRELATION, MetricId.SIMULATION_SHUFFLED_CORRELATION);

  private final StudySpec spec;
  private final ComparedCells cells;
  private final NullContrast contrast;
  private final double unigramEntropy;

  /**
   * @param unigramEntropy of the evaluation text, in nats; NaN when it is not known
   */
  Comparability(StudySpec spec, ComparedCells cells, NullContrast contrast, double unigramEntropy) {
    this.spec = spec;
    this.cells = cells;
    this.contrast = contrast;
    this.unigramEntropy = unigramEntropy;
  }

  /**
   * What stands against the comparison; empty when nothing does.
   *
   * @param points the hook points that go into it
   * @param grid the values there
   * @param margin what is too small to matter
   */
  Optional<String> objection(
      MetricId metric, List<HookPoint> points, CellGrid grid, Contrast of, double margin) {
    return Stream.of(
            byDefinition(metric),
            concentration(metric, points),
            fewUnits(metric, grid, of),
            fixed(grid, of),
            nothingToRecover(metric, points),
            control(metric, points, grid, of, margin))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private Optional<String> byDefinition(MetricId metric) {
    if (metric == MetricId.L1_MEAN) {
      return Optional.of(
          "L1 scales with the norm of the residual stream, which differs between the models");
    }
    boolean topK =
        spec.sae(contrast.sae()).architecture() instanceof ArchitectureSpec.TopK
            && metric == MetricId.L0_MEAN;
    return topK ? Optional.of("L0 of TopK is k by construction") : Optional.empty();
  }

  /** What is said of the worst of the concentrated cells. */
  private Optional<String> concentration(MetricId metric, List<HookPoint> points) {
    if (!BY_NORM.contains(metric)) {
      return Optional.empty();
    }
    return cellsAt(points)
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
                    cell.key().hookPoint()));
  }

  private Stream<CellUnits> cellsAt(List<HookPoint> points) {
    return points.stream()
        .flatMap(point -> contrast.cells(point).stream())
        .flatMap(key -> cells.cell(key).stream());
  }

  private static Optional<String> fewUnits(MetricId metric, CellGrid grid, Contrast of) {
    int units = grid.units(of);
    String what = metric.definition().resampled() == MetricUnit.DOCUMENT ? "documents" : "latents";
    return units < FEWEST_UNITS
        ? Optional.of(
            "a cell has a value of only %d %s, and %d are needed"
                .formatted(units, what, FEWEST_UNITS))
        : Optional.empty();
  }

  private static Optional<String> fixed(CellGrid grid, Contrast of) {
    double low = grid.values(of).min().orElseThrow();
    double high = grid.values(of).max().orElseThrow();
    double size = Math.max(Math.abs(low), Math.abs(high));
    if (high - low <= EQUAL * size) {
      return Optional.of(String.format(Locale.ROOT, "every cell has the same value, %.4g", high));
    }
    boolean still =
        grid.draws(of).sampling() <= EQUAL * EQUAL * size * size
            && (grid.draws(of).count() < 2
                || grid.draws(of).variance() <= EQUAL * EQUAL * size * size);
    return still ? Optional.of("neither draws nor documents or latents vary") : Optional.empty();
  }

  /** A model that predicts no better than word counts has nothing that an SAE could recover. */
  private Optional<String> nothingToRecover(MetricId metric, List<HookPoint> points) {
    return switch (metric) {
      case CE_RECOVERED -> meaningless(points, "it predicts nothing that could be recovered");
      case DOWNSTREAM_EFFECT -> meaningless(points, "it predicts nothing that could change");
      default -> Optional.empty();
    };
  }

  /**
   * What a reader must know of a comparison that is made; empty when there is nothing. An effect
   * over that of a random vector needs no meaning of what is predicted, but has none without.
   */
  Optional<String> caveat(MetricId metric, List<HookPoint> points) {
    return metric == MetricId.DOWNSTREAM_EFFECT_OVER_RANDOM
        ? meaningless(points, "what its latents change are predictions that say nothing")
        : Optional.empty();
  }

  /** The first model that predicts no better than word counts. */
  private Optional<String> meaningless(List<HookPoint> points, String consequence) {
    if (Double.isNaN(unigramEntropy)) {
      return Optional.of("the unigram entropy of the evaluation text is not known");
    }
    return cellsAt(points)
        .filter(cell -> !(clean(cell) < unigramEntropy))
        .findFirst()
        .map(
            cell ->
                String.format(
                    Locale.ROOT,
                    "the cross-entropy of %s, %.2f nats, is not below the unigram entropy of the"
                        + " text, %.2f: %s",
                    cell.key().variant().kind().id(),
                    clean(cell),
                    unigramEntropy,
                    consequence));
  }

  private static double clean(CellUnits cell) {
    MetricValue value = cell.metrics().get(MetricId.CE_CLEAN.id());
    return value == null ? Double.NaN : value.value();
  }

  /**
   * The score with explanations of other latents must be at chance, and alike in both arms, to a
   * quarter of the effect; of an effect within the margin, to a quarter of the margin.
   */
  private Optional<String> control(
      MetricId metric, List<HookPoint> points, CellGrid grid, Contrast of, double margin) {
    MetricId control = CONTROLS.get(metric);
    if (control == null || !cells.complete(control, contrast).containsAll(points)) {
      return Optional.empty();
    }
    CellGrid controls = cells.grid(control, contrast, points);
    Contrast mean = new Contrast.All();
    double allowed = SHARE * Math.max(Math.abs(grid.draws(of).effect()), margin);
    double chance = control.definition().chance().orElseThrow();
    CellValue trained = controls.trainedSummary(mean);
    CellValue drawn = controls.nullSummary(mean);
    boolean off =
        exceeds(trained, chance, allowed)
            || exceeds(drawn, chance, allowed)
            || exceeds(controls.difference(mean), 0, allowed);
    return off
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "with explanations of other latents it is %.3f for trained and %.3f for %s, not %s:"
                    + " the windows alone give part of the difference",
                trained.value(),
                drawn.value(),
                contrast.name(),
                chance == 0 ? "0" : String.format(Locale.ROOT, "%.1f", chance)))
        : Optional.empty();
  }

  private static boolean exceeds(CellValue control, double expected, double allowed) {
    return Math.abs(control.value() - expected) - NOISE * Math.sqrt(control.variance()) > allowed;
  }
}
