package io.nullscope.metrics.application;

import io.nullscope.metrics.domain.CellMetrics;
import io.nullscope.metrics.domain.ClusterBootstrap;
import io.nullscope.metrics.domain.InterpretabilityMetrics;
import io.nullscope.metrics.domain.ProbeMetrics;
import io.nullscope.metrics.domain.ReconstructionMetrics;
import io.nullscope.study.CellKey;
import io.nullscope.study.StatisticsSpec;
import io.nullscope.study.StudySpec;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Computes and stores the metrics of a cell, one group at a time, unless they are stored already.
 */
public final class CellMetricsComputation {

  private final Artifacts artifacts;
  private final ReconstructionEvaluator evaluator;

  public CellMetricsComputation(Artifacts artifacts, ReconstructionEvaluator evaluator) {
    this.artifacts = artifacts;
    this.evaluator = evaluator;
  }

  /**
   * Stored metrics.
   *
   * @param reused they existed and nothing was computed
   */
  public record Stored(String metricsId, boolean reused) {}

  /** Reconstruction, cross-entropy and sparsity metrics, and those of interventions. */
  public Stored reconstruction(ReconstructionEvaluator.Cell cell) {
    StudySpec spec = cell.study().spec();
    MetricsRequest request =
        MetricsRequest.reconstruction(
            spec, cell.key(), cell.variantId(), cell.tokensId(), cell.positionsId(), cell.saeId());
    return stored(
        request,
        () -> {
          ReconstructionEvaluator.Evaluation evaluation = evaluator.evaluate(cell);
          CellMetrics metrics =
              ReconstructionMetrics.compute(
                      evaluation.documents(),
                      evaluation.alive(),
                      bootstrap(spec),
                      Draws.ofCell(spec, cell.key()))
                  .with(evaluation.positions());
          return spec.probes().enabled()
              ? metrics.and(
                  ProbeMetrics.compute(
                      evaluation.probed(), bootstrap(spec), Draws.ofCell(spec, cell.key())))
              : metrics;
        });
  }

  /** Interpretability and entropy metrics. */
  public Stored interpretability(StudyAttempt study, CellKey cell, String latentsId) {
    StudySpec spec = study.spec();
    return stored(
        MetricsRequest.interpretability(spec, cell, latentsId),
        () ->
            InterpretabilityMetrics.compute(
                artifacts.scoredLatents(latentsId),
                StudyPanel.of(spec),
                bootstrap(spec),
                Draws.ofCell(spec, cell)));
  }

  private Stored stored(MetricsRequest request, Supplier<CellMetrics> compute) {
    Optional<String> known = artifacts.findCellMetrics(request);
    return known
        .map(id -> new Stored(id, true))
        .orElseGet(() -> new Stored(artifacts.saveCellMetrics(request, compute.get()), false));
  }

  private static ClusterBootstrap bootstrap(StudySpec spec) {
    StatisticsSpec statistics = spec.statistics();
    return new ClusterBootstrap(statistics.bootstrapResamples(), statistics.confidence());
  }
}
