package io.nullscope.metrics.domain;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * Reconstruction, cross-entropy and sparsity metrics of one SAE from the sums of its evaluation
 * documents. Intervals resample documents ({@link DocumentBlocks}).
 */
public final class ReconstructionMetrics {

  /**
   * Below this difference between zero-ablated and clean cross-entropy, in nats per token, the
   * recovered share divides by noise: on random weights zeroing a layer may not hurt at all.
   */
  public static final double MIN_CROSS_ENTROPY_GAP = 0.1;

  private final ClusterBootstrap bootstrap;
  private final RandomSource random;
  private final Map<String, MetricValue> metrics = new TreeMap<>();
  private final Map<String, UnitValues> units = new TreeMap<>();

  private ReconstructionMetrics(ClusterBootstrap bootstrap, RandomSource random) {
    this.bootstrap = bootstrap;
    this.random = random;
  }

  /**
   * Computes every metric of the group.
   *
   * @param documents the sums of the evaluation documents, at least one token in all
   * @param alive latents of the SAE that fired at least once at a position that counts, of all F
   * @param random one generator for each metric id
   */
  public static CellMetrics compute(
      List<DocumentSums> documents,
      Proportion alive,
      ClusterBootstrap bootstrap,
      RandomSource random) {
    if (documents.stream().mapToLong(DocumentSums::tokens).sum() == 0) {
      throw new IllegalArgumentException("the evaluation set has no tokens");
    }
    List<DocumentSums> blocks = DocumentBlocks.of(documents);
    ReconstructionMetrics group = new ReconstructionMetrics(bootstrap, random);
    group.explainedVariance(
        MetricId.R2_GLOBAL_CENTERED, blocks.stream().map(DocumentSums::residuals).toList());
    group.explainedVariance(
        MetricId.R2_MEDIAN_NORMALIZED, blocks.stream().map(DocumentSums::normalized).toList());
    group.means(blocks);
    group.crossEntropies(blocks);
    group.alive(alive);
    return new CellMetrics(
        group.metrics, Map.of(), Optional.empty(), Optional.empty(), group.units);
  }

  private void explainedVariance(MetricId id, List<VectorSums> blocks) {
    CentredBlocks centred = CentredBlocks.of(blocks);
    UnitValues values = UnitValues.of(centred.errors(), centred.squares());
    long tokens = blocks.stream().mapToLong(VectorSums::tokens).sum();
    if (!(values.sumOfWeights() > 0)) {
      metrics.put(id.id(), MetricValue.undefined(tokens, "all residuals are the same vector"));
      return;
    }
    Interval interval = bootstrap.interval(blocks.size(), centred::explainedVariance, stream(id));
    put(id, values, interval, tokens);
  }

  private void means(List<DocumentSums> blocks) {
    mean(
        MetricId.R2_SAEBENCH_LEGACY,
        blocks,
        DocumentSums::sumLegacy,
        DocumentSums::legacyTokens,
        "all residuals are the same vector");
    mean(
        MetricId.COSINE_MEAN,
        blocks,
        DocumentSums::sumCosine,
        DocumentSums::cosineTokens,
        "every residual or reconstruction is the zero vector");
    mean(
        MetricId.L0_MEAN,
        blocks,
        DocumentSums::sumActiveLatents,
        DocumentSums::tokens,
        "no evaluation tokens");
    mean(
        MetricId.L1_MEAN,
        blocks,
        DocumentSums::sumActivations,
        DocumentSums::tokens,
        "no evaluation tokens");
  }

  private void crossEntropies(List<DocumentSums> blocks) {
    String none = "no token of the evaluation set has a next token";
    mean(MetricId.CE_CLEAN, blocks, DocumentSums::sumClean, DocumentSums::predictions, none);
    mean(MetricId.CE_SPLICED, blocks, DocumentSums::sumSpliced, DocumentSums::predictions, none);
    mean(
        MetricId.CE_ZERO_ABLATED,
        blocks,
        DocumentSums::sumZeroAblated,
        DocumentSums::predictions,
        none);
    recovered(blocks, none);
  }

  private void recovered(List<DocumentSums> blocks, String whyUndefined) {
    MetricId id = MetricId.CE_RECOVERED;
    UnitValues values =
        units(
            blocks,
            block -> block.sumZeroAblated() - block.sumSpliced(),
            block -> block.sumZeroAblated() - block.sumClean());
    long predictions = blocks.stream().mapToLong(DocumentSums::predictions).sum();
    if (predictions == 0) {
      metrics.put(id.id(), MetricValue.undefined(0, whyUndefined));
      return;
    }
    double gap = values.sumOfWeights() / predictions;
    if (!(gap >= MIN_CROSS_ENTROPY_GAP)) {
      String note =
          String.format(
              Locale.ROOT,
              "zero ablation changes the cross-entropy by only %.3f nats (below %.1f): there is"
                  + " nothing to recover",
              gap,
              MIN_CROSS_ENTROPY_GAP);
      metrics.put(id.id(), MetricValue.undefined(predictions, note));
      return;
    }
    put(id, values, bootstrap.ratio(values, RatioForm.RATIO, stream(id)), predictions);
  }

  private void alive(Proportion alive) {
    MetricId id = MetricId.ALIVE_FRACTION;
    metrics.put(
        id.id(),
        MetricValue.of(alive.value(), bootstrap.proportion(alive, stream(id)), alive.trials()));
    units.put(
        id.id(), UnitValues.of(new double[] {alive.successes()}, new double[] {alive.trials()}));
  }

  private void mean(
      MetricId id,
      List<DocumentSums> blocks,
      ToDoubleFunction<DocumentSums> sum,
      ToDoubleFunction<DocumentSums> count,
      String whyUndefined) {
    UnitValues values = units(blocks, sum, count);
    long n = (long) values.sumOfWeights();
    if (n == 0) {
      metrics.put(id.id(), MetricValue.undefined(0, whyUndefined));
      return;
    }
    put(id, values, bootstrap.ratio(values, RatioForm.RATIO, stream(id)), n);
  }

  private void put(MetricId id, UnitValues values, Interval interval, long n) {
    double value = values.metric(id.definition().form());
    metrics.put(id.id(), MetricValue.of(value, interval, n));
    units.put(id.id(), values);
  }

  private RandomGenerator stream(MetricId id) {
    return random.stream(id.id());
  }

  private static UnitValues units(
      List<DocumentSums> blocks,
      ToDoubleFunction<DocumentSums> value,
      ToDoubleFunction<DocumentSums> weight) {
    return UnitValues.of(
        blocks.stream().mapToDouble(value).toArray(),
        blocks.stream().mapToDouble(weight).toArray());
  }
}
