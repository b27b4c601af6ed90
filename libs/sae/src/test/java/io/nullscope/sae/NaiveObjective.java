package io.nullscope.sae;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The losses of every architecture in float64 and plain loops, straight from the formulas, and
 * their gradients by central differences. What a loss takes as constant (the residual of AuxK, the
 * decoder of Gated's gate reconstruction) is held at {@link #at}.
 */
final class NaiveObjective {

  private final SaeConfig config;
  private final TrainingConfig training;
  private final boolean[] dead;
  private final double[][] x; // [B][D]
  final Map<String, double[]> at = new LinkedHashMap<>();

  NaiveObjective(SaeParameters parameters, TrainingConfig training, boolean[] dead, double[][] x) {
    this.config = parameters.config();
    this.training = training;
    this.dead = dead;
    this.x = x;
    for (String name : parameters.names()) {
      float[] values = parameters.tensor(name).toFloatArray();
      at.put(name, IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray());
    }
  }

  double loss() {
    return loss(at);
  }

  /** Of the named parameter; for thresholds of JumpReLU the pseudo-derivative. */
  double[] gradient(String name) {
    if (name.equals("threshold")) {
      return thresholdGradient();
    }
    double step = 1e-6;
    double[] gradient = new double[at.get(name).length];
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = (loss(moved(name, i, step)) - loss(moved(name, i, -step))) / (2 * step);
    }
    return gradient;
  }

  /** FVU of the autoencoder's own reconstruction. */
  double fvu() {
    return fvu(reconstruction(at, at, active(at, config.architecture(), 1), config.latents()));
  }

  /** [B][F] activations in training, where `factor` times K entries are selected. */
  double[][] active(Map<String, double[]> p, Architecture architecture, int factor) {
    double[][] h = preActivations(p);
    int tokens = x.length;
    int latents = config.latents();
    double[][] active = new double[tokens][latents];
    if (architecture instanceof Architecture.TopK topK) {
      for (int b = 0; b < tokens; b++) {
        double[] row = h[b];
        largest(row, Math.min(latents, factor * topK.k())).forEach(copy(row, active[b]));
      }
    } else if (architecture instanceof Architecture.Selecting selecting) {
      double[] flat = NaiveSae.flat(h);
      double[] kept = new double[flat.length];
      int most = Math.min(latents, factor * selecting.k()) * tokens;
      largest(flat, most).forEach(copy(flat, kept));
      for (int b = 0; b < tokens; b++) {
        active[b] = Arrays.copyOfRange(kept, b * latents, (b + 1) * latents);
      }
    } else {
      for (int b = 0; b < tokens; b++) {
        for (int f = 0; f < latents; f++) {
          active[b][f] = dense(p, architecture, h[b][f], f);
        }
      }
    }
    return active;
  }

  /** [B][F] activations afterwards. */
  double[][] inference() {
    Architecture architecture = config.architecture();
    if (architecture instanceof Architecture.BatchTopK
        || architecture instanceof Architecture.Matryoshka) {
      double[][] h = preActivations(at);
      double threshold = at.get("threshold")[0];
      for (double[] row : h) {
        for (int f = 0; f < row.length; f++) {
          row[f] = row[f] > Math.max(0, threshold) ? row[f] : 0;
        }
      }
      return h;
    }
    return active(at, architecture, 1);
  }

  private static double dense(Map<String, double[]> p, Architecture architecture, double h, int f) {
    if (architecture instanceof Architecture.Relu) {
      return Math.max(0, h);
    }
    if (architecture instanceof Architecture.JumpRelu) {
      return h > p.get("threshold")[f] ? h : 0;
    }
    double z = h - p.get("b_gate")[f];
    return h > 0 ? Math.max(0, Math.exp(p.get("r_mag")[f]) * z + p.get("b_mag")[f]) : 0;
  }

  private double loss(Map<String, double[]> p) {
    Architecture architecture = config.architecture();
    double[][] active = active(p, architecture, 1);
    int latents = config.latents();
    double loss = fvu(reconstruction(p, p, active, latents));
    if (architecture instanceof Architecture.Matryoshka matryoshka) {
      loss = 0;
      for (int prefix : matryoshka.prefixes()) {
        loss += fvu(reconstruction(p, p, active, prefix)) / matryoshka.prefixes().size();
      }
    } else if (architecture instanceof Architecture.Relu relu) {
      loss += relu.l1Coefficient() * sum(active) / (x.length * scale());
    } else if (architecture instanceof Architecture.JumpRelu jump) {
      loss += jump.l0Coefficient() * count(active) / x.length;
    } else if (architecture instanceof Architecture.Gated gated) {
      double[][] gate = preActivations(p);
      for (double[] row : gate) {
        Arrays.setAll(row, f -> Math.max(0, row[f]));
      }
      loss += gated.l1Coefficient() * sum(gate) / (x.length * scale());
      loss += fvu(reconstruction(at, at, gate, latents));
    }
    if (training.multiTopK()) {
      loss += fvu(reconstruction(p, p, active(p, architecture, 4), latents)) / 8;
    }
    return training.auxK().isPresent() ? loss + auxiliary(p, training.auxK().get()) : loss;
  }

  private double auxiliary(Map<String, double[]> p, AuxK aux) {
    double[][] constant =
        reconstruction(at, at, active(at, config.architecture(), 1), config.latents());
    double[][] h = preActivations(p);
    int[] candidates = IntStream.range(0, dead.length).filter(f -> dead[f]).toArray();
    int k = aux.k(config.width());
    double sum = 0;
    for (int b = 0; b < x.length; b++) {
      double[] row = h[b];
      double[] own = Arrays.stream(candidates).mapToDouble(f -> row[f]).toArray();
      double[] found = new double[config.width()];
      for (int i : largest(own, Math.min(k, own.length))) {
        for (int d = 0; d < found.length; d++) {
          found[d] += Math.max(0, own[i]) * p.get("W_dec")[candidates[i] * config.width() + d];
        }
      }
      for (int d = 0; d < found.length; d++) {
        double e = x[b][d] - constant[b][d];
        sum += (found[d] - e) * (found[d] - e);
      }
    }
    double scale = Math.min(1, candidates.length / (double) k);
    return aux.alpha() * scale * sum / NaiveSae.variance(x);
  }

  private double[] thresholdGradient() {
    Architecture.JumpRelu jump = (Architecture.JumpRelu) config.architecture();
    double eps = jump.bandwidth() * scale();
    double[][] h = preActivations(at);
    double[][] found =
        reconstruction(at, at, active(at, config.architecture(), 1), config.latents());
    double[] gradient = new double[config.latents()];
    for (int b = 0; b < x.length; b++) {
      for (int f = 0; f < gradient.length; f++) {
        double threshold = at.get("threshold")[f];
        if (Math.abs(h[b][f] - threshold) < eps / 2) {
          double da = 0;
          for (int d = 0; d < config.width(); d++) {
            double g = 2 * (found[b][d] - x[b][d]) / NaiveSae.variance(x);
            da += g * at.get("W_dec")[f * config.width() + d];
          }
          gradient[f] -= threshold / eps * da + jump.l0Coefficient() / (eps * x.length);
        }
      }
    }
    return gradient;
  }

  /** [B][F]; of Gated the gate's. */
  private double[][] preActivations(Map<String, double[]> p) {
    double[] bias = p.getOrDefault("encoder.bias", p.get("b_gate"));
    double[][] h = new double[x.length][config.latents()];
    for (int b = 0; b < x.length; b++) {
      for (int f = 0; f < config.latents(); f++) {
        h[b][f] = bias[f];
        for (int d = 0; d < config.width(); d++) {
          double weight = p.get("encoder.weight")[f * config.width() + d];
          h[b][f] += weight * (x[b][d] - p.get("b_dec")[d]);
        }
      }
    }
    return h;
  }

  double[][] reconstruction(double[][] active) {
    return reconstruction(at, at, active, config.latents());
  }

  private double[][] reconstruction(
      Map<String, double[]> decoder, Map<String, double[]> centre, double[][] active, int prefix) {
    double[][] found = new double[x.length][config.width()];
    for (int b = 0; b < x.length; b++) {
      for (int d = 0; d < config.width(); d++) {
        found[b][d] = centre.get("b_dec")[d];
        for (int f = 0; f < prefix; f++) {
          found[b][d] += active[b][f] * decoder.get("W_dec")[f * config.width() + d];
        }
      }
    }
    return found;
  }

  private double fvu(double[][] found) {
    return NaiveSae.squaredError(x, found) / NaiveSae.variance(x);
  }

  private double scale() {
    return Math.sqrt(NaiveSae.variance(x) / x.length);
  }

  private Map<String, double[]> moved(String name, int i, double step) {
    Map<String, double[]> moved = new LinkedHashMap<>(at);
    double[] values = at.get(name).clone();
    values[i] += step;
    moved.put(name, values);
    return moved;
  }

  private static List<Integer> largest(double[] values, int k) {
    return IntStream.range(0, values.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -values[i]))
        .limit(k)
        .toList();
  }

  private static java.util.function.Consumer<Integer> copy(double[] from, double[] to) {
    return i -> to[i] = Math.max(0, from[i]);
  }

  private static double sum(double[][] values) {
    return Arrays.stream(NaiveSae.flat(values)).sum();
  }

  static long count(double[][] values) {
    return Arrays.stream(NaiveSae.flat(values)).filter(a -> a > 0).count();
  }
}
