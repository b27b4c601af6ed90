package io.nullscope.metrics.adapter.djl;

import ai.djl.ndarray.NDArray;
import io.nullscope.artifacts.positions.PositionRule;
import io.nullscope.artifacts.tokens.TokenArtifact;
import io.nullscope.metrics.domain.DocumentSums;
import io.nullscope.metrics.domain.VectorSums;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import io.nullscope.transformer.InputEmbedding;
import io.nullscope.transformer.InputNoise;
import io.nullscope.transformer.LanguageModel;
import io.nullscope.transformer.WeightSource;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * What the evaluation must find, from the formulas: token after token, in float64, all windows at
 * once. Only transformer blocks run in the engine, and the spliced runs are runs of another model,
 * whose blocks up to the hook point do nothing. n tokens, token t is at position t mod S.
 */
final class NaiveEvaluation {

  private final int[] documents; // [n]
  private final boolean[] counted; // [n]
  private final double[][] x; // [n][D]
  private final double[][] reconstructions; // [n][D]
  private final int[] active; // [n]
  private final double[] activations; // [n]
  private final double[] clean; // [n], NaN where nothing follows
  private final double[] spliced;
  private final double[] zeroAblated;
  private final Set<Integer> fired = new HashSet<>();

  NaiveEvaluation(
      TensorRuntime runtime,
      TinyModel weights,
      Optional<InputNoise> noise,
      TinySae sae,
      int layer,
      int[][] tokens,
      int[][] documents,
      PositionRule rule)
      throws IOException {
    int length = tokens[0].length;
    int n = tokens.length * length;
    this.documents = IntStream.range(0, n).map(t -> documents[t / length][t % length]).toArray();
    this.counted = new boolean[n];
    for (int t = 0; t < n; t++) {
      counted[t] = rule.reason(t % length, tokens[t / length][t % length]).isEmpty();
    }
    int width = weights.config().width();
    try (LanguageModel model = LanguageModel.load(runtime, weights.config(), weights);
        TensorScope scope = runtime.scope()) {
      InputEmbedding input =
          noise.isEmpty()
              ? new InputEmbedding.Tokens(model.tokens(scope, tokens))
              : new InputEmbedding.Replaced(
                  scope.floats(
                      noise.get().embeddings(TokenArtifact.EVAL, 0, tokens.length, length, width),
                      tokens.length,
                      length,
                      width));
      this.x = rows(model.residuals(scope, input, List.of(0, 1, 2)).get(layer), width);
      this.clean = losses(rows(model.logits(scope, input), TinyModel.VOCABULARY), tokens);
    }
    this.reconstructions = new double[n][];
    this.active = new int[n];
    this.activations = new double[n];
    for (int t = 0; t < n; t++) {
      Map<Integer, Double> latents = sae.encode(x[t]);
      reconstructions[t] = sae.decode(latents);
      active[t] = latents.size();
      activations[t] = latents.values().stream().mapToDouble(Double::doubleValue).sum();
      if (counted[t]) {
        fired.addAll(latents.keySet());
      }
    }
    this.spliced = lossesFrom(runtime, weights, layer, replaced(reconstructions), tokens);
    this.zeroAblated = lossesFrom(runtime, weights, layer, replaced(new double[n][width]), tokens);
  }

  /** The residual, with other rows at the positions that count. */
  private double[][] replaced(double[][] rows) {
    return IntStream.range(0, x.length)
        .mapToObj(t -> counted[t] ? rows[t] : x[t])
        .toArray(double[][]::new);
  }

  private IntStream tokens() {
    return IntStream.range(0, x.length).filter(t -> counted[t]);
  }

  private static double[] lossesFrom(
      TensorRuntime runtime, TinyModel weights, int layer, double[][] stream, int[][] tokens)
      throws IOException {
    int width = stream[0].length;
    float[] flat = new float[stream.length * width];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = (float) stream[i / width][i % width];
    }
    WeightSource rest = weights.after(layer);
    try (LanguageModel model = LanguageModel.load(runtime, weights.config(), rest);
        TensorScope scope = runtime.scope()) {
      NDArray input = scope.floats(flat, tokens.length, tokens[0].length, width);
      NDArray logits = model.logits(scope, new InputEmbedding.Replaced(input));
      return losses(rows(logits, TinyModel.VOCABULARY), tokens);
    }
  }

  private static double[][] rows(NDArray tensor, int width) {
    float[] flat = tensor.toFloatArray();
    double[][] rows = new double[flat.length / width][width];
    for (int i = 0; i < flat.length; i++) {
      rows[i / width][i % width] = flat[i];
    }
    return rows;
  }

  /** -ln p(next token). */
  private static double[] losses(double[][] logits, int[][] tokens) {
    int length = tokens[0].length;
    double[] losses = new double[logits.length];
    for (int t = 0; t < losses.length; t++) {
      double sum = 0;
      for (double logit : logits[t]) {
        sum += Math.exp(logit);
      }
      boolean last = t % length == length - 1;
      losses[t] = last ? Double.NaN : Math.log(sum) - logits[t][tokens[t / length][t % length + 1]];
    }
    return losses;
  }

  int alive() {
    return fired.size();
  }

  double explainedVariance() {
    double[] mean = mean();
    double errors = 0;
    double squares = 0;
    for (int t : tokens().toArray()) {
      errors += squaredDistance(x[t], reconstructions[t]);
      squares += squaredDistance(x[t], mean);
    }
    return 1 - errors / squares;
  }

  /** Of vectors that are divided by the length of x. */
  double normalizedExplainedVariance() {
    int n = (int) tokens().count();
    double[] mean = new double[x[0].length];
    tokens().forEach(t -> add(mean, scaled(x[t], 1 / length(t)), 1.0 / n));
    double errors = 0;
    double squares = 0;
    for (int t : tokens().toArray()) {
      double[] unit = scaled(x[t], 1 / length(t));
      errors += squaredDistance(unit, scaled(reconstructions[t], 1 / length(t)));
      squares += squaredDistance(unit, mean);
    }
    return 1 - errors / squares;
  }

  /** What the longest hundredth of the counted tokens hold of the squared norm. */
  double topPercentShare() {
    double[] squares = tokens().mapToDouble(t -> length(t) * length(t)).sorted().toArray();
    int top = (int) Math.ceil(squares.length / 100.0);
    return Arrays.stream(squares).skip(squares.length - top).sum() / Arrays.stream(squares).sum();
  }

  private double length(int t) {
    return Math.sqrt(squaredDistance(x[t], new double[x[t].length]));
  }

  private static double[] scaled(double[] row, double factor) {
    return Arrays.stream(row).map(v -> v * factor).toArray();
  }

  private static void add(double[] target, double[] row, double factor) {
    for (int d = 0; d < target.length; d++) {
      target[d] += factor * row[d];
    }
  }

  double cosine() {
    return tokens().mapToDouble(this::cosine).average().orElseThrow();
  }

  double l0() {
    return tokens().map(t -> active[t]).average().orElseThrow();
  }

  double l1() {
    return tokens().mapToDouble(t -> activations[t]).average().orElseThrow();
  }

  double cleanCrossEntropy() {
    return meanLoss(clean);
  }

  double splicedCrossEntropy() {
    return meanLoss(spliced);
  }

  double zeroAblatedCrossEntropy() {
    return meanLoss(zeroAblated);
  }

  private static double meanLoss(double[] losses) {
    return IntStream.range(0, losses.length)
        .mapToDouble(t -> losses[t])
        .filter(loss -> !Double.isNaN(loss))
        .average()
        .orElseThrow();
  }

  List<DocumentSums> documents() {
    return new TreeSet<>(IntStream.of(documents).boxed().toList())
        .stream().map(this::document).toList();
  }

  private DocumentSums document(int id) {
    double[] mean = mean();
    double[] sum = new double[mean.length];
    double[] unitSum = new double[mean.length];
    double unitErrors = 0;
    double squares = 0;
    double errors = 0;
    double legacy = 0;
    double cosines = 0;
    double l0 = 0;
    double l1 = 0;
    double[] losses = new double[3];
    long tokens = 0;
    long predictions = 0;
    for (int t = 0; t < x.length; t++) {
      if (documents[t] != id) {
        continue;
      }
      if (!Double.isNaN(clean[t])) {
        predictions++;
        losses[0] += clean[t];
        losses[1] += spliced[t];
        losses[2] += zeroAblated[t];
      }
      if (!counted[t]) {
        continue;
      }
      tokens++;
      add(sum, x[t], 1);
      add(unitSum, x[t], 1 / length(t));
      unitErrors += squaredDistance(x[t], reconstructions[t]) / (length(t) * length(t));
      squares += squaredDistance(x[t], new double[sum.length]);
      errors += squaredDistance(x[t], reconstructions[t]);
      legacy += 1 - squaredDistance(x[t], reconstructions[t]) / squaredDistance(x[t], mean);
      cosines += cosine(t);
      l0 += active[t];
      l1 += activations[t];
    }
    return new DocumentSums(
        id,
        new VectorSums(tokens, sum, squares, errors),
        new VectorSums(tokens, unitSum, tokens, unitErrors),
        tokens,
        legacy,
        tokens,
        cosines,
        l0,
        l1,
        predictions,
        losses[0],
        losses[1],
        losses[2]);
  }

  private double[] mean() {
    double[] mean = new double[x[0].length];
    double n = tokens().count();
    tokens().forEach(t -> add(mean, x[t], 1 / n));
    return mean;
  }

  private double cosine(int t) {
    double product = 0;
    for (int d = 0; d < x[t].length; d++) {
      product += x[t][d] * reconstructions[t][d];
    }
    double[] zero = new double[x[t].length];
    return product
        / Math.sqrt(squaredDistance(x[t], zero) * squaredDistance(reconstructions[t], zero));
  }

  private static double squaredDistance(double[] a, double[] b) {
    double sum = 0;
    for (int d = 0; d < a.length; d++) {
      sum += (a[d] - b[d]) * (a[d] - b[d]);
    }
    return sum;
  }
}
