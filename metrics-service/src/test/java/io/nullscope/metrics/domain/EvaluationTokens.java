package io.nullscope.metrics.domain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Made-up evaluation tokens, kept one by one for the oracles. */
final class EvaluationTokens {

  private static final int D = 5;

  final List<Integer> documents = new ArrayList<>();
  final List<double[]> x = new ArrayList<>();
  final List<double[]> reconstructed = new ArrayList<>();
  final List<double[]> crossEntropies = new ArrayList<>();

  private EvaluationTokens() {}

  EvaluationTokens(int documentCount, double offset, RandomGenerator random) {
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
    boolean[] counted = new boolean[n];
    Arrays.fill(counted, true);
    sums.addResiduals(ids, flat, counted);
    double[] mean = sums.mean();
    double[][] columns = new double[6][n];
    for (int t = 0; t < n; t++) {
      columns[0][t] = distance(x.get(t), reconstructed.get(t));
      columns[1][t] = distance(x.get(t), mean);
      columns[2][t] = cosine(x.get(t), reconstructed.get(t));
      columns[3][t] = 16;
      columns[4][t] = t;
      columns[5][t] = distance(x.get(t), new double[D]);
    }
    sums.addReconstructions(
        new TokenReconstructions(
            ids, columns[0], columns[5], columns[1], columns[2], columns[3], columns[4]));
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

  /** The same of vectors divided by the length of x. */
  double normalizedExplainedVariance() {
    EvaluationTokens scaled = new EvaluationTokens();
    for (int t = 0; t < x.size(); t++) {
      double length = Math.sqrt(distance(x.get(t), new double[D]));
      double[] unit = new double[D];
      add(unit, x.get(t), 1 / length);
      double[] hat = new double[D];
      add(hat, reconstructed.get(t), 1 / length);
      scaled.x.add(unit);
      scaled.reconstructed.add(hat);
    }
    return scaled.explainedVariance(IntStream.range(0, x.size()).boxed().toList());
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
