package io.nullscope.sae;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** The TopK autoencoder and its training in float64 and plain loops, straight from the formulas. */
final class NaiveSae {

  final int latents;
  final int width;
  final int k;
  final double[][] encoder; // [F][D]
  final double[] encoderBias;
  final double[][] decoder; // [F][D]
  final double[] decoderBias;

  /** Gradients, and Adam's moments, have the parameters' shapes. */
  record Tensors(
      double[][] encoder, double[] encoderBias, double[][] decoder, double[] decoderBias) {

    static Tensors zeros(int latents, int width) {
      return new Tensors(
          new double[latents][width],
          new double[latents],
          new double[latents][width],
          new double[width]);
    }

    double[] flat() {
      return NaiveSae.flat(
          encoder, new double[][] {encoderBias}, decoder, new double[][] {decoderBias});
    }
  }

  record Forward(int[][] indices, double[][] activations, double[][] reconstruction, double fvu) {}

  NaiveSae(SaeParameters parameters) {
    latents = parameters.config().latents();
    width = parameters.config().width();
    k = parameters.config().k();
    encoder = rows(parameters.encoderWeight().toFloatArray(), width);
    encoderBias = rows(parameters.encoderBias().toFloatArray(), latents)[0];
    decoder = rows(parameters.decoderWeight().toFloatArray(), width);
    decoderBias = rows(parameters.decoderBias().toFloatArray(), width)[0];
  }

  double[] parameters() {
    return new Tensors(encoder, encoderBias, decoder, decoderBias).flat();
  }

  double[] preActivations(double[] x) {
    double[] h = new double[latents];
    for (int f = 0; f < latents; f++) {
      h[f] = encoderBias[f];
      for (int d = 0; d < width; d++) {
        h[f] += encoder[f][d] * (x[d] - decoderBias[d]);
      }
    }
    return h;
  }

  Forward forward(double[][] x) {
    int[][] indices = new int[x.length][];
    double[][] activations = new double[x.length][k];
    double[][] reconstruction = new double[x.length][];
    for (int b = 0; b < x.length; b++) {
      double[] h = preActivations(x[b]);
      indices[b] =
          IntStream.range(0, latents)
              .boxed()
              .sorted(Comparator.comparingDouble(f -> -Math.max(0, h[f])))
              .limit(k)
              .mapToInt(Integer::intValue)
              .toArray();
      reconstruction[b] = decoderBias.clone();
      for (int j = 0; j < k; j++) {
        activations[b][j] = Math.max(0, h[indices[b][j]]);
        for (int d = 0; d < width; d++) {
          reconstruction[b][d] += activations[b][j] * decoder[indices[b][j]][d];
        }
      }
    }
    return new Forward(
        indices, activations, reconstruction, squaredError(x, reconstruction) / variance(x));
  }

  static double squaredError(double[][] x, double[][] y) {
    double sum = 0;
    for (int b = 0; b < x.length; b++) {
      for (int d = 0; d < x[b].length; d++) {
        sum += (x[b][d] - y[b][d]) * (x[b][d] - y[b][d]);
      }
    }
    return sum;
  }

  static double variance(double[][] x) {
    double[] mean = new double[x[0].length];
    for (double[] row : x) {
      for (int d = 0; d < mean.length; d++) {
        mean[d] += row[d] / x.length;
      }
    }
    double[][] means = new double[x.length][];
    Arrays.fill(means, mean);
    return squaredError(x, means);
  }

  /** Of the FVU, before the projection. */
  Tensors gradients(double[][] x) {
    Forward forward = forward(x);
    Tensors sum = Tensors.zeros(latents, width);
    double scale = 2 / variance(x);
    for (int b = 0; b < x.length; b++) {
      double[] g = new double[width];
      for (int d = 0; d < width; d++) {
        g[d] = scale * (forward.reconstruction[b][d] - x[b][d]);
        sum.decoderBias[d] += g[d];
      }
      for (int j = 0; j < k; j++) {
        int f = forward.indices[b][j];
        double a = forward.activations[b][j];
        if (a > 0) {
          double dh = 0;
          for (int d = 0; d < width; d++) {
            dh += g[d] * decoder[f][d];
          }
          sum.encoderBias[f] += dh;
          for (int d = 0; d < width; d++) {
            sum.decoder[f][d] += a * g[d];
            sum.encoder[f][d] += dh * (x[b][d] - decoderBias[d]);
            sum.decoderBias[d] -= dh * encoder[f][d];
          }
        }
      }
    }
    return sum;
  }

  /** Takes out of each decoder row's gradient the part along the row. */
  void project(Tensors gradients) {
    for (int f = 0; f < latents; f++) {
      double along = 0;
      for (int d = 0; d < width; d++) {
        along += gradients.decoder[f][d] * decoder[f][d];
      }
      for (int d = 0; d < width; d++) {
        gradients.decoder[f][d] -= along * decoder[f][d];
      }
    }
  }

  /** One whole training step; {@code number} counts from 1. */
  double step(double[][] x, Tensors first, Tensors second, int number, double rate) {
    double fvu = forward(x).fvu;
    Tensors gradients = gradients(x);
    project(gradients);
    for (int f = 0; f < latents; f++) {
      adam(encoder[f], gradients.encoder[f], first.encoder[f], second.encoder[f], number, rate);
      adam(decoder[f], gradients.decoder[f], first.decoder[f], second.decoder[f], number, rate);
    }
    adam(encoderBias, gradients.encoderBias, first.encoderBias, second.encoderBias, number, rate);
    adam(decoderBias, gradients.decoderBias, first.decoderBias, second.decoderBias, number, rate);
    for (double[] row : decoder) {
      double norm = Math.sqrt(Arrays.stream(row).map(w -> w * w).sum());
      for (int d = 0; d < width; d++) {
        row[d] /= norm;
      }
    }
    return fvu;
  }

  /** Kingma and Ba (2015), algorithm 1. */
  static void adam(double[] p, double[] g, double[] m, double[] v, int number, double rate) {
    for (int i = 0; i < p.length; i++) {
      m[i] = 0.9 * m[i] + 0.1 * g[i];
      v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
      double corrected = m[i] / (1 - Math.pow(0.9, number));
      p[i] -= rate * corrected / (Math.sqrt(v[i] / (1 - Math.pow(0.999, number))) + 1e-8);
    }
  }

  static double[][] rows(float[] values, int width) {
    double[][] rows = new double[values.length / width][width];
    for (int i = 0; i < values.length; i++) {
      rows[i / width][i % width] = values[i];
    }
    return rows;
  }

  static double[] flat(double[][]... parts) {
    return Arrays.stream(parts).flatMap(Arrays::stream).flatMapToDouble(Arrays::stream).toArray();
  }
}
