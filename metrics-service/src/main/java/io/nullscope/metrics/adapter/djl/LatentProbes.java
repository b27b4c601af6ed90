package io.nullscope.metrics.adapter.djl;

import ai.djl.ndarray.NDArray;
import io.nullscope.metrics.domain.ContextDistances;
import io.nullscope.metrics.domain.FiringWindows;
import io.nullscope.metrics.domain.ProbedLatent;
import io.nullscope.sae.SaeParameters;
import io.nullscope.sae.SparseActivations;
import io.nullscope.sae.SparseEncoder;
import io.nullscope.study.RandomStream;
import io.nullscope.study.Seed;
import io.nullscope.tensor.Kernel;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import io.nullscope.transformer.LanguageModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Interventions on sampled latents, each in a few windows in which it fires. D width, S tokens in a
 * window.
 *
 * <p>Effect: at the counted positions where latent j fires with activation a, x gives way to x − a
 * d_j, and beside it to x − a |d_j| r with a random direction r of the latent and window. Blocks
 * behind the hook point are run from there, many windows at a time.
 *
 * <p>Reach: at the position of its largest activation, of those from which all distances lead to
 * counted positions, the token at each distance gives way to one from elsewhere in the evaluation
 * tokens, and blocks up to the hook point are run.
 *
 * <p>Every random choice is a function of latent and window, so it is the same in every SAE.
 */
final class LatentProbes implements AutoCloseable {

  /** Tries to find another token than the one that gives way. */
  private static final int TRIES = 16;

  private final TensorRuntime runtime;
  private final LanguageModel model;
  private final EvaluationWindows windows;
  private final SparseEncoder encoder;
  private final SaeParameters sae;
  private final Kernel kernel;
  private final int layer;
  private final int width;
  private final int batch;
  private final ContextDistances distances;
  private final RandomStream directions;
  private final RandomStream replacements;

  /**
   * @param batch windows that are run at once
   */
  LatentProbes(
      TensorRuntime runtime,
      LanguageModel model,
      EvaluationWindows windows,
      SaeParameters sae,
      int layer,
      long seed,
      int batch) {
    this.runtime = runtime;
    this.model = model;
    this.windows = windows;
    this.sae = sae;
    this.layer = layer;
    this.width = model.config().width();
    this.batch = batch;
    this.distances = ContextDistances.of(windows.length());
    this.directions = new Seed(seed).stream("probes/directions");
    this.replacements = new Seed(seed).stream("probes/replacements");
    this.encoder = new SparseEncoder(sae);
    try {
      this.kernel = Kernel.load(runtime, LatentProbes.class, "probes.ts.txt");
    } catch (RuntimeException e) {
      encoder.close();
      throw e;
    }
  }

  /** Which windows a latent fires in, as far as they can be probed. */
  static FiringWindows firings(int latents, int most, long seed) {
    Seed root = new Seed(seed);
    return new FiringWindows(
        latents,
        most,
        root.stream("probes/latents")::uniform,
        root.stream("probes/windows")::uniform);
  }

  /** Where a random number of latent and window comes from, in its stream. */
  private long number(Pair pair) {
    return pair.latent() * (windows.size() / windows.length()) + pair.window();
  }

  /**
   * A latent in one of its windows.
   *
   * @param activations a at each place of the window: 0 where it is silent, or does not count
   * @param strongest place from which it is traced back
   */
  private record Pair(int latent, int window, float[] activations, int strongest) {}

  /** Sums over the pairs of a latent. */
  private static final class Sums {
    private int positions;
    private double ablated;
    private double displaced;
    private double squaredSteps;
    private int traced;
    private final double[] changes;

    Sums(int distances) {
      this.changes = new double[distances];
    }

    ProbedLatent of(int latent, ContextDistances distances) {
      return new ProbedLatent(
          latent,
          positions,
          ablated,
          displaced,
          squaredSteps,
          distances,
          IntStream.range(0, changes.length).mapToDouble(i -> changes[i] / traced).toArray());
    }
  }

  /**
   * Intervenes.
   *
   * @param sample latents with windows in which they fire where they can be traced back
   * @return one for each latent, in their order
   */
  List<ProbedLatent> probe(List<FiringWindows.Sampled> sample, Runnable pause) {
    Map<Integer, Sums> sums = new LinkedHashMap<>();
    Map<Integer, List<Integer>> byWindow = new TreeMap<>();
    for (FiringWindows.Sampled latent : sample) {
      sums.put(latent.latent(), new Sums(distances.size()));
      for (int window : latent.windows()) {
        byWindow.computeIfAbsent(window, any -> new ArrayList<>()).add(latent.latent());
      }
    }
    Map<Integer, float[]> decoder = decoderRows(List.copyOf(sums.keySet()));
    List<Integer> all = List.copyOf(byWindow.keySet());
    List<Pair> traced = new ArrayList<>();
    for (int first = 0; first < all.size(); first += batch) {
      pause.run();
      List<Integer> some = all.subList(first, Math.min(all.size(), first + batch));
      traced.addAll(ablate(some, byWindow, decoder, sums));
    }
    trace(traced, sums, pause);
    return sums.entrySet().stream()
        .map(entry -> entry.getValue().of(entry.getKey(), distances))
        .toList();
  }

  private Map<Integer, float[]> decoderRows(List<Integer> latents) {
    Map<Integer, float[]> rows = new LinkedHashMap<>();
    if (latents.isEmpty()) {
      return rows;
    }
    try (TensorScope scope = runtime.scope()) {
      long[] indices = latents.stream().mapToLong(Integer::longValue).toArray();
      float[] values = rows(scope, sae.decoderWeight(), indices).toFloatArray();
      for (int i = 0; i < indices.length; i++) {
        float[] row = new float[width];
        System.arraycopy(values, i * width, row, 0, width);
        rows.put(latents.get(i), row);
      }
    }
    return rows;
  }

  private NDArray rows(TensorScope scope, NDArray matrix, long[] indices) {
    return kernel.call(scope, "rows", matrix, scope.longs(indices, indices.length)).get(0);
  }

  /** The pairs of some windows, whose effects are added to the sums. */
  private List<Pair> ablate(
      List<Integer> some,
      Map<Integer, List<Integer>> byWindow,
      Map<Integer, float[]> decoder,
      Map<Integer, Sums> sums) {
    int length = windows.length();
    try (TensorScope scope = runtime.scope()) {
      NDArray residual = residual(scope, some.stream().map(this::whole).toList(), length);
      float[] x = residual.toFloatArray();
      List<Map<Integer, float[]>> fired = activations(scope, residual, some, byWindow);
      NDArray clean =
          scope.reshape(
              model.lastResidualFrom(scope, residual, layer), (long) some.size() * length, width);
      List<Pair> pairs = new ArrayList<>();
      List<Integer> places = new ArrayList<>();
      for (int i = 0; i < some.size(); i++) {
        int window = some.get(i);
        boolean[] counted = windows.counted(window);
        for (int latent : byWindow.get(window)) {
          float[] activations = fired.get(i).get(latent);
          pairs.add(new Pair(latent, window, activations, strongest(activations, counted)));
          places.add(i);
        }
      }
      int step = Math.max(1, batch / 2);
      for (int first = 0; first < pairs.size(); first += step) {
        int end = Math.min(pairs.size(), first + step);
        effects(clean, x, pairs.subList(first, end), places.subList(first, end), decoder, sums);
      }
      return pairs;
    }
  }

  private EvaluationWindows.Input whole(int window) {
    return new EvaluationWindows.Input(window, Optional.empty());
  }

  private NDArray residual(TensorScope scope, List<EvaluationWindows.Input> inputs, int reach) {
    return model.residuals(scope, windows.input(scope, inputs, reach), List.of(layer)).get(0);
  }

  /** For each window the activations [S] of its latents at the positions that count. */
  private List<Map<Integer, float[]>> activations(
      TensorScope scope,
      NDArray residual,
      List<Integer> some,
      Map<Integer, List<Integer>> byWindow) {
    int length = windows.length();
    List<Map<Integer, float[]>> fired = new ArrayList<>();
    List<boolean[]> counted = new ArrayList<>();
    for (int window : some) {
      Map<Integer, float[]> latents = new LinkedHashMap<>();
      byWindow.get(window).forEach(latent -> latents.put(latent, new float[length]));
      fired.add(latents);
      counted.add(windows.counted(window));
    }
    encoder.forEachPart(
        scope.reshape(residual, (long) some.size() * length, width),
        (part, first, rows, sparse) ->
            new Entries(sparse)
                .forEach(
                    (row, latent, activation) -> {
                      int at = (first + row) % length;
                      float[] values = fired.get((first + row) / length).get(latent);
                      if (values != null && counted.get((first + row) / length)[at]) {
                        values[at] = activation;
                      }
                    }));
    return fired;
  }

  private int strongest(float[] activations, boolean[] counted) {
    return IntStream.range(0, activations.length)
        .filter(at -> distances.complete(counted, 0, at))
        .boxed()
        .max(Comparator.comparingDouble(at -> activations[at]))
        .orElseThrow();
  }

  /** Runs each pair from two streams: without the latent, and with a random step as long. */
  private void effects(
      NDArray clean,
      float[] x,
      List<Pair> pairs,
      List<Integer> places,
      Map<Integer, float[]> decoder,
      Map<Integer, Sums> sums) {
    int length = windows.length();
    int stream = length * width;
    float[] streams = new float[2 * pairs.size() * stream];
    List<Integer> owners = new ArrayList<>();
    List<Long> from = new ArrayList<>();
    List<Long> to = new ArrayList<>();
    for (int p = 0; p < pairs.size(); p++) {
      Pair pair = pairs.get(p);
      int source = places.get(p) * stream;
      System.arraycopy(x, source, streams, 2 * p * stream, stream);
      System.arraycopy(x, source, streams, (2 * p + 1) * stream, stream);
      float[] row = decoder.get(pair.latent());
      double[] random = direction(pair, norm(row, 0));
      for (int at = 0; at < length; at++) {
        float a = pair.activations()[at];
        if (a > 0) {
          int out = 2 * p * stream + at * width;
          for (int d = 0; d < width; d++) {
            streams[out + d] -= a * row[d];
            streams[out + stream + d] -= (float) (a * random[d]);
          }
          double step = a * norm(row, 0) / norm(x, source + at * width);
          sums.get(pair.latent()).squaredSteps += step * step;
          sums.get(pair.latent()).positions++;
          owners.add(pair.latent());
          from.add((long) places.get(p) * length + at);
          to.add(2L * p * length + at);
        }
      }
    }
    try (TensorScope scope = runtime.scope()) {
      NDArray changed =
          scope.reshape(
              model.lastResidualFrom(
                  scope, scope.floats(streams, 2L * pairs.size(), length, width), layer),
              2L * pairs.size() * length,
              width);
      NDArray last = rows(scope, clean, longs(from, 0));
      double[] ablated = divergences(scope, last, rows(scope, changed, longs(to, 0)));
      double[] displaced = divergences(scope, last, rows(scope, changed, longs(to, length)));
      for (int i = 0; i < ablated.length; i++) {
        sums.get(owners.get(i)).ablated += ablated[i];
        sums.get(owners.get(i)).displaced += displaced[i];
      }
    }
  }

  private double[] divergences(TensorScope scope, NDArray last, NDArray other) {
    return model.divergences(scope, last, other).toDoubleArray();
  }

  private static long[] longs(List<Long> values, long offset) {
    return values.stream().mapToLong(value -> value + offset).toArray();
  }

  /** A random vector of this length. */
  private double[] direction(Pair pair, double norm) {
    float[] drawn = new float[width];
    directions.fillGaussian(number(pair) * width, drawn, 0, 1);
    double factor = norm / norm(drawn, 0);
    return IntStream.range(0, width).mapToDouble(d -> drawn[d] * factor).toArray();
  }

  private double norm(float[] values, int first) {
    double squares = 0;
    for (int d = 0; d < width; d++) {
      squares += (double) values[first + d] * values[first + d];
    }
    return Math.sqrt(squares);
  }

  /** Short inputs together: nothing behind the position is run. */
  private void trace(List<Pair> pairs, Map<Integer, Sums> sums, Runnable pause) {
    record Trace(Pair pair, int distance, EvaluationWindows.Input input) {}
    List<Trace> traces = new ArrayList<>();
    for (Pair pair : pairs) {
      sums.get(pair.latent()).traced++;
      for (int i = 0; i < distances.size(); i++) {
        traces.add(new Trace(pair, i, replaced(pair, i)));
      }
    }
    traces.sort(Comparator.comparingInt(trace -> trace.pair().strongest()));
    for (int first = 0; first < traces.size(); first += batch) {
      pause.run();
      List<Trace> some = traces.subList(first, Math.min(traces.size(), first + batch));
      int reach = some.get(some.size() - 1).pair().strongest() + 1;
      try (TensorScope scope = runtime.scope()) {
        NDArray residual = residual(scope, some.stream().map(Trace::input).toList(), reach);
        long[] rows = new long[some.size()];
        double[] after = new double[some.size()];
        for (int i = 0; i < rows.length; i++) {
          rows[i] = (long) i * reach + some.get(i).pair().strongest();
        }
        encoder.forEachPart(
            rows(scope, scope.reshape(residual, (long) some.size() * reach, width), rows),
            (part, from, x, sparse) ->
                new Entries(sparse)
                    .forEach(
                        (row, latent, activation) -> {
                          if (some.get(from + row).pair().latent() == latent) {
                            after[from + row] = activation;
                          }
                        }));
        for (int i = 0; i < after.length; i++) {
          Pair pair = some.get(i).pair();
          double before = pair.activations()[pair.strongest()];
          sums.get(pair.latent()).changes[some.get(i).distance()] +=
              Math.abs(after[i] - before) / before;
        }
      }
    }
  }

  private EvaluationWindows.Input replaced(Pair pair, int distance) {
    int at = pair.strongest() - distances.distance(distance);
    int token = windows.token((long) pair.window() * windows.length() + at);
    long first = (number(pair) * distances.size() + distance) * TRIES;
    long source = 0;
    for (int i = 0; i < TRIES; i++) {
      source = (long) (replacements.uniform(first + i) * windows.size());
      if (windows.counts(source) && windows.token(source) != token) {
        break;
      }
    }
    return new EvaluationWindows.Input(
        pair.window(), Optional.of(new EvaluationWindows.Replacement(at, source)));
  }

  /** The entries of encoded rows; padding is left out. */
  private record Entries(SparseActivations sparse) {

    interface Visitor {
      void entry(int row, int latent, float activation);
    }

    void forEach(Visitor visitor) {
      float[] activations = sparse.values().toFloatArray();
      long[] latents = sparse.latents().toLongArray();
      long[] offsets = sparse.offsets().toLongArray();
      for (int row = 0; row + 1 < offsets.length; row++) {
        for (int i = (int) offsets[row]; i < offsets[row + 1]; i++) {
          if (activations[i] > 0) {
            visitor.entry(row, (int) latents[i], activations[i]);
          }
        }
      }
    }
  }

  @Override
  public void close() {
    encoder.close();
    kernel.close();
  }
}
