package io.nullscope.metrics.adapter.djl;

import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactRequest;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.BlobRef;
import io.nullscope.artifacts.safetensors.DType;
import io.nullscope.artifacts.safetensors.SafetensorsWriter;
import io.nullscope.artifacts.safetensors.TensorSpec;
import io.nullscope.sae.SaeArtifact;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A made-up TopK or ReLU autoencoder in plain loops. Its encoder biases are so low that many tokens
 * have fewer than K latents above zero; latent 0 never fires.
 */
final class TinySae {

  static final int LATENTS = 48;
  static final int K = 4;

  private final int width;
  private final float[] encoder; // [F, D]
  private final float[] encoderBias; // [F]
  private final float[] decoder; // [F, D]
  private final float[] decoderBias; // [D]

  private final boolean relu;

  TinySae(int width, long seed, boolean relu) {
    Random random = new Random(seed);
    this.relu = relu;
    this.width = width;
    this.encoder = gaussian(random, LATENTS * width, 0, 1 / Math.sqrt(width));
    this.encoderBias = gaussian(random, LATENTS, -6, 4);
    encoderBias[0] = -1000;
    this.decoder = gaussian(random, LATENTS * width, 0, 1 / Math.sqrt(width));
    this.decoderBias = gaussian(random, width, 0, 0.3);
  }

  private static float[] gaussian(Random random, int size, double mean, double deviation) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) (mean + deviation * random.nextGaussian());
    }
    return values;
  }

  /** The K largest pre-activations, of ReLU all, if above 0: latent → activation. */
  Map<Integer, Double> encode(double[] x) {
    double[] activations = new double[LATENTS];
    List<Integer> order = new ArrayList<>();
    for (int f = 0; f < LATENTS; f++) {
      activations[f] = encoderBias[f];
      for (int d = 0; d < width; d++) {
        activations[f] += encoder[f * width + d] * (x[d] - decoderBias[d]);
      }
      order.add(f);
    }
    order.sort((a, b) -> Double.compare(activations[b], activations[a]));
    Map<Integer, Double> active = new TreeMap<>();
    for (int f : order.subList(0, relu ? LATENTS : K)) {
      if (activations[f] > 0) {
        active.put(f, activations[f]);
      }
    }
    return active;
  }

  double[] decode(Map<Integer, Double> active) {
    double[] reconstruction = new double[width];
    for (int d = 0; d < width; d++) {
      reconstruction[d] = decoderBias[d];
      for (Map.Entry<Integer, Double> latent : active.entrySet()) {
        reconstruction[d] += latent.getValue() * decoder[latent.getKey() * width + d];
      }
    }
    return reconstruction;
  }

  double[] decoderRow(int latent) {
    return IntStream.range(0, width).mapToDouble(d -> decoder[latent * width + d]).toArray();
  }

  ArtifactId store(ArtifactStore store) {
    String dense =
        "{\"architecture\": \"standard\", \"d_sae\": %d, \"d_in\": %d, \"l1_coefficient\": 1}"
            .formatted(LATENTS, width);
    String topK =
        "{\"activation\": \"topk\", \"num_latents\": %d, \"k\": %d, \"d_in\": %d}"
            .formatted(LATENTS, K, width);
    Map<String, BlobRef> files =
        Map.of(
            "cfg.json", store.blobs().put((relu ? dense : topK).getBytes(StandardCharsets.UTF_8)),
            "sae.safetensors", store.blobs().put(weights()));
    ArtifactRequest request =
        new ArtifactRequest(
            SaeArtifact.KIND, 1, Map.of("made", "up", "relu", String.valueOf(relu)), Map.of());
    return store.commit(request, files, Map.of()).id();
  }

  private byte[] weights() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    // The writer wants the order of names; W_enc is [D, F].
    List<TensorSpec> tensors =
        relu
            ? List.of(
                new TensorSpec("W_dec", DType.F32, LATENTS, width),
                new TensorSpec("W_enc", DType.F32, width, LATENTS),
                new TensorSpec("b_dec", DType.F32, width),
                new TensorSpec("b_enc", DType.F32, LATENTS))
            : List.of(
                new TensorSpec("W_dec", DType.F32, LATENTS, width),
                new TensorSpec("b_dec", DType.F32, width),
                new TensorSpec("encoder.bias", DType.F32, LATENTS),
                new TensorSpec("encoder.weight", DType.F32, LATENTS, width));
    try (SafetensorsWriter writer = SafetensorsWriter.create(out, Map.of(), tensors)) {
      for (TensorSpec tensor : tensors) {
        switch (tensor.name()) {
          case "W_dec" -> writer.write(tensor.name(), decoder);
          case "b_dec" -> writer.write(tensor.name(), decoderBias);
          case "W_enc" -> writer.write(tensor.name(), transposedEncoder());
          case "encoder.weight" -> writer.write(tensor.name(), encoder);
          default -> writer.write(tensor.name(), encoderBias);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private float[] transposedEncoder() {
    float[] transposed = new float[encoder.length];
    for (int i = 0; i < encoder.length; i++) {
      transposed[i % width * LATENTS + i / width] = encoder[i];
    }
    return transposed;
  }
}
