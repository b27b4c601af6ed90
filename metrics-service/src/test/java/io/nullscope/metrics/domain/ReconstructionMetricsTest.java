package io.nullscope.metrics.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReconstructionMetricsTest {

  private final ClusterBootstrap bootstrap = new ClusterBootstrap(200, 0.95);
  private final RandomSource random = name -> new SplitMix(name.hashCode());

  private CellMetrics compute(List<DocumentSums> documents) {
    return ReconstructionMetrics.compute(documents, new Proportion(1500, 2048), bootstrap, random);
  }

  private static double value(CellMetrics metrics, MetricId id) {
    return metrics.metrics().get(id.id()).value();
  }

  @Test
  void agreesWithNaiveOraclesAlsoWhenTheMeanIsHuge() {
    for (double offset : new double[] {0, -3, 1e4}) {
      EvaluationTokens tokens = new EvaluationTokens(30, offset, new SplitMix(1));
      CellMetrics metrics = compute(tokens.accumulate().documents());
      int n = tokens.x.size();
      List<Integer> all = IntStream.range(0, n).boxed().toList();
      assertThat(value(metrics, MetricId.R2_GLOBAL_CENTERED))
          .isCloseTo(tokens.explainedVariance(all), within(1e-7));
      assertThat(value(metrics, MetricId.R2_MEDIAN_NORMALIZED))
          .isCloseTo(tokens.normalizedExplainedVariance(), within(1e-6));
      assertThat(value(metrics, MetricId.R2_SAEBENCH_LEGACY))
          .isCloseTo(tokens.legacy(), within(1e-7));
      double cosine = 0;
      for (int t = 0; t < n; t++) {
        cosine += EvaluationTokens.cosine(tokens.x.get(t), tokens.reconstructed.get(t)) / n;
      }
      assertThat(value(metrics, MetricId.COSINE_MEAN)).isCloseTo(cosine, within(1e-12));
      assertThat(value(metrics, MetricId.L0_MEAN)).isEqualTo(16);
      assertThat(value(metrics, MetricId.L1_MEAN)).isCloseTo((n - 1) / 2.0, within(1e-9));
      double clean = Arrays.stream(tokens.crossEntropies(0)).sum() / n;
      double spliced = Arrays.stream(tokens.crossEntropies(1)).sum() / n;
      double zero = Arrays.stream(tokens.crossEntropies(2)).sum() / n;
      assertThat(value(metrics, MetricId.CE_CLEAN)).isCloseTo(clean, within(1e-12));
      assertThat(value(metrics, MetricId.CE_SPLICED)).isCloseTo(spliced, within(1e-12));
      assertThat(value(metrics, MetricId.CE_ZERO_ABLATED)).isCloseTo(zero, within(1e-12));
      assertThat(value(metrics, MetricId.CE_RECOVERED))
          .isCloseTo((zero - spliced) / (zero - clean), within(1e-12));
      assertThat(value(metrics, MetricId.ALIVE_FRACTION)).isEqualTo(1500 / 2048.0);
      assertThat(metrics.metrics().get("cosine.mean.v1").n()).isEqualTo(n);
      // The units that tests between variants use give the very same value.
      for (MetricId id : MetricId.values()) {
        if (metrics.units().containsKey(id.id())) {
          assertThat(metrics.units().get(id.id()).metric(id.definition().form()))
              .as(id.id())
              .isCloseTo(value(metrics, id), within(1e-12));
        }
      }
      assertThat(metrics.units()).hasSize(11);
    }
  }

  @Test
  void intervalOfExplainedVarianceRecomputesTheMeanOfEachResample() {
    EvaluationTokens tokens = new EvaluationTokens(12, 2, new SplitMix(3));
    RandomGenerator draws = random.stream("r2.global_centered.v1");
    double[] values = new double[200];
    for (int r = 0; r < values.length; r++) {
      List<Integer> resample = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        resample.addAll(tokens.ofDocument(draws.nextInt(12)));
      }
      values[r] = tokens.explainedVariance(resample);
    }
    Interval oracle = Interval.percentile(values, 0.95);
    MetricValue value =
        compute(tokens.accumulate().documents()).metrics().get("r2.global_centered.v1");
    assertThat(value.ciLow()).isCloseTo(oracle.low(), within(1e-9));
    assertThat(value.ciHigh()).isCloseTo(oracle.high(), within(1e-9));
  }

  @Test
  void recoveredCrossEntropyIsUndefinedWhenZeroAblationDoesNotHurt() {
    ReconstructionAccumulator sums = new EvaluationTokens(4, 0, new SplitMix(5)).accumulate();
    List<DocumentSums> documents =
        sums.documents().stream().map(ReconstructionMetricsTest::withoutGap).toList();
    CellMetrics metrics = compute(documents);
    MetricValue recovered = metrics.metrics().get("ce.recovered.v2");
    assertThat(recovered.defined()).isFalse();
    assertThat(recovered.note()).contains("only 0.050 nats").contains("below 0.1");
    assertThat(metrics.units()).doesNotContainKey("ce.recovered.v2");
    assertThat(value(metrics, MetricId.CE_ZERO_ABLATED)).isFinite();
  }

  private static DocumentSums withoutGap(DocumentSums d) {
    return new DocumentSums(
        d.document(),
        d.residuals(),
        d.normalized(),
        d.legacyTokens(),
        d.sumLegacy(),
        d.cosineTokens(),
        d.sumCosine(),
        d.sumActiveLatents(),
        d.sumActivations(),
        d.predictions(),
        d.sumClean(),
        d.sumSpliced(),
        d.sumClean() + 0.05 * d.predictions());
  }

  @Test
  void zeroVectorsAndConstantResidualsAreLeftOutOrUndefined() {
    ReconstructionAccumulator sums = new ReconstructionAccumulator(2);
    int[] ids = {0, 1};
    sums.addResiduals(ids, new float[4], new boolean[] {true, true});
    double nan = Double.NaN;
    double[] zeros = {0, 0};
    sums.addReconstructions(
        new TokenReconstructions(ids, zeros, zeros, zeros, new double[] {nan, nan}, zeros, zeros));
    CellMetrics metrics = compute(sums.documents());
    assertThat(metrics.metrics().get("r2.global_centered.v1").note()).contains("same vector");
    assertThat(metrics.metrics().get("r2.median_normalized.v1").defined()).isFalse();
    assertThat(metrics.metrics().get("r2.saebench_legacy.v1").defined()).isFalse();
    assertThat(metrics.metrics().get("cosine.mean.v1").note()).contains("zero vector");
    assertThat(metrics.metrics().get("ce.clean.v1").note()).contains("no token");
    assertThat(metrics.metrics().get("ce.recovered.v2").note()).contains("no token");
    assertThat(value(metrics, MetricId.L0_MEAN)).isZero();
  }

  @Test
  void manyDocumentsBecomeBlocksWithTheSameValues() {
    List<DocumentSums> documents =
        new EvaluationTokens(1300, 1, new SplitMix(9)).accumulate().documents();
    List<DocumentSums> blocks = DocumentBlocks.of(documents);
    assertThat(blocks).hasSize(DocumentBlocks.LIMIT);
    assertThat(blocks.stream().mapToLong(DocumentSums::tokens).sum())
        .isEqualTo(documents.stream().mapToLong(DocumentSums::tokens).sum());
    assertThat(blocks).isSortedAccordingTo((a, b) -> a.document() - b.document());
    assertThat(blocks.stream().mapToDouble(DocumentSums::sumCosine).sum())
        .isCloseTo(documents.stream().mapToDouble(DocumentSums::sumCosine).sum(), within(1e-9));
    assertThat(CentredBlocks.of(residuals(blocks)).explainedVariance(ones(512)))
        .isCloseTo(
            CentredBlocks.of(residuals(documents)).explainedVariance(ones(1300)), within(1e-12));
  }

  private static List<VectorSums> residuals(List<DocumentSums> documents) {
    return documents.stream().map(DocumentSums::residuals).toList();
  }

  private static int[] ones(int size) {
    int[] ones = new int[size];
    Arrays.fill(ones, 1);
    return ones;
  }

  @Test
  void piecesOfADocumentAddUp() {
    ReconstructionAccumulator sums = new ReconstructionAccumulator(2);
    boolean[] counted = {true, true, true, false};
    sums.addResiduals(new int[] {4, 2, 4, 9}, new float[] {1, 2, 3, 4, 5, 6, 7, 8}, counted);
    sums.addResiduals(new int[] {2}, new float[] {5, 5}, new boolean[] {true});
    assertThat(sums.mean()).containsExactly(14 / 4.0, 17 / 4.0);
    sums.addReconstructions(columns(4, 2));
    sums.addReconstructions(columns(2, 4));
    DocumentSums first = sums.documents().get(0);
    assertThat(first.document()).isEqualTo(2);
    assertThat(first.tokens()).isEqualTo(2);
    assertThat(first.residuals().sumSquares()).isEqualTo(75);
    assertThat(first.residuals().sum()).containsExactly(8, 9);
    assertThat(first.residuals().sumSquaredError()).isEqualTo(2);
    // Known, so that documents are the same for every variant.
    assertThat(sums.documents().get(2).document()).isEqualTo(9);
    assertThat(sums.documents().get(2).tokens()).isZero();
  }

  /**
   * The first position of each window of 100 is 150 times as long as the others, and any SAE gets
   * it right; of the others one SAE keeps the most and the other next to nothing.
   */
  @Test
  void withoutAttentionSinksExplainedVarianceIsAboutTheOtherTokens() {
    CellMetrics trained = withSinks(0.3, false);
    CellMetrics nothing = withSinks(1.0, false);
    assertThat(value(trained, MetricId.R2_GLOBAL_CENTERED)).isGreaterThan(0.99);
    assertThat(value(nothing, MetricId.R2_GLOBAL_CENTERED)).isGreaterThan(0.99);
    assertThat(value(trained, MetricId.R2_MEDIAN_NORMALIZED)).isBetween(0.85, 0.95);
    assertThat(value(nothing, MetricId.R2_MEDIAN_NORMALIZED)).isBetween(-0.1, 0.1);

    CellMetrics trainedWithout = withSinks(0.3, true);
    CellMetrics nothingWithout = withSinks(1.0, true);
    assertThat(value(trainedWithout, MetricId.R2_GLOBAL_CENTERED)).isCloseTo(0.91, within(0.01));
    assertThat(value(nothingWithout, MetricId.R2_GLOBAL_CENTERED)).isCloseTo(0, within(0.01));
  }

  /** An SAE whose error at an ordinary token is this share of the token's activation. */
  private CellMetrics withSinks(double error, boolean leaveOut) {
    int width = 8;
    int n = 2000;
    RandomGenerator draws = new SplitMix(11);
    int[] documents = new int[n];
    float[] x = new float[n * width];
    boolean[] counted = new boolean[n];
    for (int t = 0; t < n; t++) {
      documents[t] = t / 50;
      boolean sink = t % 100 == 0;
      counted[t] = !(sink && leaveOut);
      for (int d = 0; d < width; d++) {
        x[t * width + d] = sink ? (d == 0 ? 400 : 0) : (float) (draws.nextInt(2) == 0 ? -1 : 1);
      }
    }
    ReconstructionAccumulator sums = new ReconstructionAccumulator(width);
    sums.addResiduals(documents, x, counted);
    assertThat(sums.topPercentShare() > CellPositions.MAX_TOP_PERCENT_SHARE).isEqualTo(!leaveOut);
    int[] tokens = IntStream.range(0, n).filter(t -> counted[t]).toArray();
    double[] squares =
        IntStream.of(tokens).mapToDouble(t -> t % 100 == 0 ? 160_000 : width).toArray();
    double[] errors =
        IntStream.of(tokens).mapToDouble(t -> t % 100 == 0 ? 0 : error * error * width).toArray();
    double[] ones = new double[tokens.length];
    Arrays.fill(ones, 1);
    sums.addReconstructions(
        new TokenReconstructions(
            IntStream.of(tokens).map(t -> documents[t]).toArray(),
            errors,
            squares,
            ones,
            ones,
            ones,
            ones));
    return compute(sums.documents());
  }

  @Test
  void oneLongActivationInAHundredHoldsNearlyAll() {
    ReconstructionAccumulator sums = new ReconstructionAccumulator(1);
    float[] x = new float[200];
    Arrays.fill(x, 1);
    x[17] = 30;
    x[42] = -10;
    boolean[] counted = new boolean[200];
    Arrays.fill(counted, true);

    sums.addResiduals(new int[200], x, counted);

    assertThat(sums.topPercentShare()).isCloseTo(1000 / 1198.0, within(1e-12));
    assertThat(new ReconstructionAccumulator(1).topPercentShare()).isZero();
  }

  private static TokenReconstructions columns(int... ids) {
    double[] ones = new double[ids.length];
    Arrays.fill(ones, 1);
    return new TokenReconstructions(ids, ones, ones, ones, ones, ones, ones);
  }

  @Test
  void refusesWhatDoesNotFitTogether() {
    ReconstructionAccumulator sums = new ReconstructionAccumulator(2);
    assertThatThrownBy(sums::mean).hasMessageContaining("no residuals");
    assertThatThrownBy(() -> sums.addResiduals(new int[] {1}, new float[3], new boolean[1]))
        .hasMessageContaining("residuals must have length 2, has 3");
    sums.addResiduals(new int[] {1, 1}, new float[4], new boolean[] {true, true});
    sums.addReconstructions(columns(1));
    assertThatThrownBy(sums::documents)
        .hasMessageContaining("document 1 has 2 residuals but 1 reconstructions");
    assertThatThrownBy(() -> compute(List.of())).hasMessageContaining("no tokens");
  }
}
