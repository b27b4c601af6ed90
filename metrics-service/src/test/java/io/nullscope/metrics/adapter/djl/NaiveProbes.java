package io.nullscope.metrics.adapter.djl;

import ai.djl.ndarray.NDArray;
import io.nullscope.artifacts.positions.PositionRule;
import io.nullscope.artifacts.tokens.TokenArtifact;
import io.nullscope.study.Seed;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import io.nullscope.transformer.InputEmbedding;
import io.nullscope.transformer.InputNoise;
import io.nullscope.transformer.LanguageModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * What interventions must find, from the formulas: one latent, one window and one replaced token at
 * a time, in float64. Only transformer blocks run in the engine, from the hook point on as another
 * model whose blocks before it do nothing.
 */
final class NaiveProbes implements AutoCloseable {

  private final Optional<InputNoise> noise;
  private final TinySae sae;
  private final int layer;
  private final int[][] tokens;
  private final PositionRule rule;
  private final Seed seed;
  private final LanguageModel model;
  private final LanguageModel rest;
  private final TensorRuntime runtime;
  private final int length;
  private final int width;
  private final double[][][] x; // [windows][S][D]
  private final List<List<Map<Integer, Double>>> active = new ArrayList<>();

  NaiveProbes(
      TensorRuntime runtime,
      TinyModel weights,
      Optional<InputNoise> noise,
      TinySae sae,
      int layer,
      int[][] tokens,
      PositionRule rule,
      long seed)
      throws IOException {
    this.runtime = runtime;
    this.noise = noise;
    this.sae = sae;
    this.layer = layer;
    this.tokens = tokens;
    this.rule = rule;
    this.seed = new Seed(seed);
    this.length = tokens[0].length;
    this.width = weights.config().width();
    this.model = LanguageModel.load(runtime, weights.config(), weights);
    this.rest = LanguageModel.load(runtime, weights.config(), weights.after(layer));
    this.x = new double[tokens.length][][];
    for (int w = 0; w < tokens.length; w++) {
      x[w] = residuals(w, -1, 0);
      List<Map<Integer, Double>> latents = new ArrayList<>();
      for (int at = 0; at < length; at++) {
        latents.add(counts(w, at) ? sae.encode(x[w][at]) : Map.of());
      }
      active.add(latents);
    }
  }

  record Probed(
      int latent,
      int positions,
      double ablated,
      double displaced,
      double squaredSteps,
      List<Double> changes) {}

  List<Probed> probe(int latents, int windows) {
    return new TreeSet<>(
            IntStream.range(0, TinySae.LATENTS)
                .filter(latent -> !firing(latent).isEmpty())
                .boxed()
                .sorted(Comparator.comparingDouble(l -> seed.stream("probes/latents").uniform(l)))
                .limit(latents)
                .toList())
        .stream().map(latent -> probe(latent, windows(latent, windows))).toList();
  }

  private List<Integer> windows(int latent, int most) {
    return firing(latent).stream()
        .sorted(
            Comparator.comparingDouble(
                w -> seed.stream("probes/windows").uniform(latent * (1L << 32) + w)))
        .limit(most)
        .sorted()
        .toList();
  }

  /** Windows in which the latent fires where it can be traced back. */
  private List<Integer> firing(int latent) {
    return IntStream.range(0, tokens.length)
        .filter(w -> IntStream.range(0, length).anyMatch(at -> traceable(latent, w, at)))
        .boxed()
        .toList();
  }

  private boolean traceable(int latent, int w, int at) {
    return activation(latent, w, at) > 0
        && distances().stream().allMatch(k -> k <= at && counts(w, at - k));
  }

  List<Integer> distances() {
    List<Integer> distances = new ArrayList<>(List.of(0));
    for (int k = 1; 4 * k <= length; k *= 2) {
      distances.add(k);
    }
    return distances;
  }

  private boolean counts(int w, int at) {
    return rule.reason(at, tokens[w][at]).isEmpty();
  }

  private double activation(int latent, int w, int at) {
    return active.get(w).get(at).getOrDefault(latent, 0.0);
  }

  private Probed probe(int latent, List<Integer> windows) {
    int positions = 0;
    double ablated = 0;
    double displaced = 0;
    double squaredSteps = 0;
    double[] changes = new double[distances().size()];
    double[] row = sae.decoderRow(latent);
    for (int w : windows) {
      long number = (long) latent * tokens.length + w;
      double[] random =
          IntStream.range(0, width)
              .mapToDouble(d -> seed.stream("probes/directions").gaussian(number * width + d))
              .toArray();
      double[] asLong = scaled(random, norm(row) / norm(random));
      double[][] clean = logits(x[w]);
      double[][] without = logits(stepped(latent, w, row));
      double[][] beside = logits(stepped(latent, w, asLong));
      for (int at = 0; at < length; at++) {
        double a = activation(latent, w, at);
        if (a > 0) {
          positions++;
          ablated += divergence(clean[at], without[at]);
          displaced += divergence(clean[at], beside[at]);
          squaredSteps += Math.pow(a * norm(row) / norm(x[w][at]), 2);
        }
      }
      int at = strongest(latent, w);
      for (int i = 0; i < changes.length; i++) {
        int gone = at - distances().get(i);
        long source = source(number * changes.length + i, tokens[w][gone]);
        double before = activation(latent, w, at);
        double after = sae.encode(residuals(w, gone, source)[at]).getOrDefault(latent, 0.0);
        changes[i] += Math.abs(after - before) / before / windows.size();
      }
    }
    return new Probed(
        latent,
        positions,
        ablated,
        displaced,
        squaredSteps,
        DoubleStream.of(changes).boxed().toList());
  }

  private int strongest(int latent, int w) {
    return IntStream.range(0, length)
        .filter(at -> traceable(latent, w, at))
        .boxed()
        .max(Comparator.comparingDouble(at -> activation(latent, w, at)))
        .orElseThrow();
  }

  private long source(long number, int token) {
    long source = 0;
    for (int i = 0; i < 16; i++) {
      double drawn = seed.stream("probes/replacements").uniform(number * 16 + i);
      source = (long) (drawn * tokens.length * length);
      int w = (int) (source / length);
      int at = (int) (source % length);
      if (counts(w, at) && tokens[w][at] != token) {
        return source;
      }
    }
    return source;
  }

  private double[][] stepped(int latent, int w, double[] direction) {
    double[][] stream = new double[length][];
    for (int at = 0; at < length; at++) {
      stream[at] = x[w][at].clone();
      for (int d = 0; d < width; d++) {
        stream[at][d] -= activation(latent, w, at) * direction[d];
      }
    }
    return stream;
  }

  /** The stream at the hook point, with what is at {@code source} in the place of {@code gone}. */
  private double[][] residuals(int w, int gone, long source) {
    try (TensorScope scope = runtime.scope()) {
      InputEmbedding input;
      if (noise.isEmpty()) {
        int[] ids = tokens[w].clone();
        if (gone >= 0) {
          ids[gone] = tokens[(int) (source / length)][(int) (source % length)];
        }
        input = new InputEmbedding.Tokens(model.tokens(scope, new int[][] {ids}));
      } else {
        float[] all = noise.get().embeddings(TokenArtifact.EVAL, 0, tokens.length, length, width);
        float[] window = new float[length * width];
        System.arraycopy(all, w * window.length, window, 0, window.length);
        if (gone >= 0) {
          System.arraycopy(all, (int) source * width, window, gone * width, width);
        }
        input = new InputEmbedding.Replaced(scope.floats(window, 1, length, width));
      }
      return rows(model.residuals(scope, input, List.of(layer)).get(0), width);
    }
  }

  private double[][] logits(double[][] stream) {
    float[] flat = new float[length * width];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = (float) stream[i / width][i % width];
    }
    try (TensorScope scope = runtime.scope()) {
      NDArray input = scope.floats(flat, 1, length, width);
      return rows(rest.logits(scope, new InputEmbedding.Replaced(input)), TinyModel.VOCABULARY);
    }
  }

  private static double[][] rows(NDArray tensor, int columns) {
    float[] flat = tensor.toFloatArray();
    double[][] rows = new double[flat.length / columns][columns];
    for (int i = 0; i < flat.length; i++) {
      rows[i / columns][i % columns] = flat[i];
    }
    return rows;
  }

  private static double divergence(double[] p, double[] q) {
    double sum = 0;
    double lnP = logSum(p);
    double lnQ = logSum(q);
    for (int v = 0; v < p.length; v++) {
      sum += Math.exp(p[v] - lnP) * (p[v] - lnP - q[v] + lnQ);
    }
    return sum;
  }

  private static double logSum(double[] logits) {
    return Math.log(DoubleStream.of(logits).map(Math::exp).sum());
  }

  private static double norm(double[] row) {
    return Math.sqrt(DoubleStream.of(row).map(v -> v * v).sum());
  }

  private static double[] scaled(double[] row, double factor) {
    return DoubleStream.of(row).map(v -> v * factor).toArray();
  }

  @Override
  public void close() {
    model.close();
    rest.close();
  }
}
