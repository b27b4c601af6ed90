package io.nullscope.metrics.application;

import io.nullscope.metrics.domain.CellCounts;
import io.nullscope.metrics.domain.CellPositions;
import io.nullscope.metrics.domain.MetricValue;
import io.nullscope.metrics.domain.RocCurve;
import io.nullscope.study.CellKey;
import java.util.Map;
import java.util.Optional;

/**
 * A cell in the read model.
 *
 * @param saeId artifact id of the SAE; "" until it is known
 * @param latentsId artifact id of the scored latents
 * @param metricsIds artifact ids of the groups of metrics that are computed
 * @param metrics metric id to value
 * @param rocCurves scorer to pooled ROC curve
 * @param counts of the interpretability group; zeros until that is computed
 * @param positions that count; empty until the reconstruction group is computed
 */
public record CellRecord(
    CellKey key,
    String saeId,
    Optional<String> latentsId,
    Map<MetricGroup, String> metricsIds,
    Map<String, MetricValue> metrics,
    Map<String, RocCurve> rocCurves,
    CellCounts counts,
    Optional<CellPositions> positions) {}
