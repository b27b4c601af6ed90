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

  private static final int D = 5;
  private final ClusterBootstrap bootstrap = new ClusterBootstrap(200, 0.95);
  private final RandomSource random = name -> new SplitMix(name.hashCode());

  /** Made-up evaluation tokens, kept one by one for the oracles. */
  private static final class Tokens {
    final List<Integer> documents = new ArrayList<>();
    final List<double[]> x = new ArrayList<>();
    final List<double[]> reconstructed = new ArrayList<>();
    final List<double[]> crossEntropies = new ArrayList<>();

    Tokens(int documentCount, double offset, RandomGenerator random) {
      for (int document = 0; document < documentCount; document++) {
        int length = 3 + random.nextInt(20);
        double shift = random.nextDouble();
        for (int t = 0; t < length; t++) {
          documents.add(document);
          float[] residual = new float[D];
          double[] hat = new double[D];
          for (int d = 0; d < D; d++) {
            residual[d] = (float) (offset + shift + random.nextDouble() * (d + 1));
            hat[d] = residual[d] + (random.nextDouble() - 0.5) * 0.3;
          }
          x.add(new double[] {residual[0], residual[1], residual[2], residual[3], residual[4]});
          reconstructed.add(hat);
          double clean = 2 + random.nextDouble();
          crossEntropies.add(
              new double[] {clean, clean + random.nextDouble(), clean + 3 + random.nextDouble()});
        }
      }
    }

    ReconstructionAccumulator accumulate() {
      ReconstructionAccumulator sums = new ReconstructionAccumulator(D);
      int n = documents.size();
      int[] ids = documents.stream().mapToInt(i -> i).toArray();
      float[] flat = new float[n * D];
      for (int t = 0; t < n; t++) {
        for (int d = 0; d < D; d++) {
          flat[t * D + d] = (float) x.get(t)[d];
        }
      }
      sums.addResiduals(ids, flat);
      double[] mean = sums.mean();
      double[][] columns = new double[5][n];
      for (int t = 0; t < n; t++) {
        columns[0][t] = distance(x.get(t), reconstructed.get(t));
        columns[1][t] = distance(x.get(t), mean);
        columns[2][t] = cosine(x.get(t), reconstructed.get(t));
        columns[3][t] = 16;
        columns[4][t] = t;
      }
      sums.addReconstructions(
          new TokenReconstructions(
              ids, columns[0], columns[1], columns[2], columns[3], columns[4]));
      sums.addCrossEntropies(
          new TokenCrossEntropies(ids, crossEntropies(0), crossEntropies(1), crossEntropies(2)));
      return sums;
    }

    double[] crossEntropies(int kind) {
      return crossEntropies.stream().mapToDouble(c -> c[kind]).toArray();
    }

    /** 1 - SSE / SST over these tokens, two passes. */
    double explainedVariance(List<Integer> tokens) {
      double[] mean = new double[D];
      for (int t : tokens) {
        for (int d = 0; d < D; d++) {
          mean[d] += x.get(t)[d] / tokens.size();
        }
      }
      double error = 0;
      double total = 0;
      for (int t : tokens) {
        error += distance(x.get(t), reconstructed.get(t));
        total += distance(x.get(t), mean);
      }
      return 1 - error / total;
    }

    double legacy() {
      double[] mean = new double[D];
      x.forEach(row -> add(mean, row, 1.0 / x.size()));
      double sum = 0;
      for (int t = 0; t < x.size(); t++) {
        sum += 1 - distance(x.get(t), reconstructed.get(t)) / distance(x.get(t), mean);
      }
      return sum / x.size();
    }

    List<Integer> ofDocument(int document) {
      List<Integer> tokens = new ArrayList<>();
      for (int t = 0; t < documents.size(); t++) {
        if (documents.get(t) == document) {
          tokens.add(t);
        }
      }
      return tokens;
    }

    static double distance(double[] a, double[] b) {
      double sum = 0;
      for (int d = 0; d < a.length; d++) {
        sum += (a[d] - b[d]) * (a[d] - b[d]);
      }
      return sum;
    }

    static double cosine(double[] a, double[] b) {
      double dot = 0;
      for (int d = 0; d < a.length; d++) {
        dot += a[d] * b[d];
      }
      double[] zero = new double[a.length];
      return dot / Math.sqrt(distance(a, zero) * distance(b, zero));
    }

    static void add(double[] target, double[] row, double factor) {
      for (int d = 0; d < target.length; d++) {
        target[d] += factor * row[d];
      }
    }
  }

  private CellMetrics compute(List<DocumentSums> documents) {
    return ReconstructionMetrics.compute(documents, new Proportion(1500, 2048), bootstrap, random);
  }

  private static double value(CellMetrics metrics, MetricId id) {
    return metrics.metrics().get(id.id()).value();
  }

  @Test
  void agreesWithNaiveOraclesAlsoWhenTheMeanIsHuge() {
    for (double offset : new double[] {0, -3, 1e4}) {
      Tokens tokens = new Tokens(30, offset, new SplitMix(1));
      CellMetrics metrics = compute(tokens.accumulate().documents());
      int n = tokens.x.size();
      List<Integer> all = IntStream.range(0, n).boxed().toList();
      assertThat(value(metrics, MetricId.R2_GLOBAL_CENTERED))
          .isCloseTo(tokens.explainedVariance(all), within(1e-7));
      assertThat(value(metrics, MetricId.R2_SAEBENCH_LEGACY))
          .isCloseTo(tokens.legacy(), within(1e-7));
      double cosine = 0;
      for (int t = 0; t < n; t++) {
        cosine += Tokens.cosine(tokens.x.get(t), tokens.reconstructed.get(t)) / n;
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
      assertThat(metrics.units()).hasSize(10);
    }
  }

  @Test
  void intervalOfExplainedVarianceRecomputesTheMeanOfEachResample() {
    Tokens tokens = new Tokens(12, 2, new SplitMix(3));
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
    ReconstructionAccumulator sums = new Tokens(4, 0, new SplitMix(5)).accumulate();
    List<DocumentSums> documents =
        sums.documents().stream()
            .map(ReconstructionMetricsTest::withoutGap)
            .toList();
    CellMetrics metrics = compute(documents);
    MetricValue recovered = metrics.metrics().get("ce.recovered.v1");
    assertThat(recovered.defined()).isFalse();
    assertThat(recovered.note()).contains("only 0.050 nats").contains("below 0.1");
    assertThat(metrics.units()).doesNotContainKey("ce.recovered.v1");
    assertThat(value(metrics, MetricId.CE_ZERO_ABLATED)).isFinite();
  }

  private static DocumentSums withoutGap(DocumentSums d) {
    return new DocumentSums(
        d.document(),
        d.tokens(),
        d.sumSquares(),
        d.sumSquaredError(),
        d.sum(),
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
    sums.addResiduals(ids, new float[4]);
    double nan = Double.NaN;
    double[] zeros = {0, 0};
    sums.addReconstructions(
        new TokenReconstructions(ids, zeros, zeros, new double[] {nan, nan}, zeros, zeros));
    CellMetrics metrics = compute(sums.documents());
    assertThat(metrics.metrics().get("r2.global_centered.v1").note()).contains("same vector");
    assertThat(metrics.metrics().get("r2.saebench_legacy.v1").defined()).isFalse();
    assertThat(metrics.metrics().get("cosine.mean.v1").note()).contains("zero vector");
    assertThat(metrics.metrics().get("ce.clean.v1").note()).contains("no token");
    assertThat(metrics.metrics().get("ce.recovered.v1").note()).contains("no token");
    assertThat(value(metrics, MetricId.L0_MEAN)).isZero();
  }

  @Test
  void manyDocumentsBecomeBlocksWithTheSameValues() {
    List<DocumentSums> documents = new Tokens(1300, 1, new SplitMix(9)).accumulate().documents();
    List<DocumentSums> blocks = DocumentBlocks.of(documents);
    assertThat(blocks).hasSize(DocumentBlocks.LIMIT);
    assertThat(blocks.stream().mapToLong(DocumentSums::tokens).sum())
        .isEqualTo(documents.stream().mapToLong(DocumentSums::tokens).sum());
    assertThat(blocks).isSortedAccordingTo((a, b) -> a.document() - b.document());
    assertThat(blocks.stream().mapToDouble(DocumentSums::sumCosine).sum())
        .isCloseTo(documents.stream().mapToDouble(DocumentSums::sumCosine).sum(), within(1e-9));
    assertThat(CentredBlocks.of(blocks).explainedVariance(ones(512)))
        .isCloseTo(CentredBlocks.of(documents).explainedVariance(ones(1300)), within(1e-12));
  }

  private static int[] ones(int size) {
    int[] ones = new int[size];
    Arrays.fill(ones, 1);
    return ones;
  }

  @Test
  void piecesOfADocumentAddUp() {
    ReconstructionAccumulator sums = new ReconstructionAccumulator(2);
    sums.addResiduals(new int[] {4, 2, 4}, new float[] {1, 2, 3, 4, 5, 6});
    sums.addResidualSums(2, 1, 50, new double[] {5, 5});
    assertThat(sums.mean()).containsExactly(14 / 4.0, 17 / 4.0);
    sums.addReconstructions(columns(4, 2));
    sums.addReconstructions(columns(2, 4));
    DocumentSums first = sums.documents().get(0);
    assertThat(first.document()).isEqualTo(2);
    assertThat(first.tokens()).isEqualTo(2);
    assertThat(first.sumSquares()).isEqualTo(75);
    assertThat(first.sum()).containsExactly(8, 9);
    assertThat(first.sumSquaredError()).isEqualTo(2);
  }

  private static TokenReconstructions columns(int... ids) {
    double[] ones = new double[ids.length];
    Arrays.fill(ones, 1);
    return new TokenReconstructions(ids, ones, ones, ones, ones, ones);
  }

  @Test
  void refusesWhatDoesNotFitTogether() {
    ReconstructionAccumulator sums = new ReconstructionAccumulator(2);
    assertThatThrownBy(sums::mean).hasMessageContaining("no residuals");
    assertThatThrownBy(() -> sums.addResiduals(new int[] {1}, new float[3]))
        .hasMessageContaining("residuals must have length 2, has 3");
    sums.addResiduals(new int[] {1, 1}, new float[4]);
    sums.addReconstructions(columns(1));
    assertThatThrownBy(sums::documents)
        .hasMessageContaining("document 1 has 2 residuals but 1 reconstructions");
    assertThatThrownBy(() -> compute(List.of())).hasMessageContaining("no tokens");
  }
}
