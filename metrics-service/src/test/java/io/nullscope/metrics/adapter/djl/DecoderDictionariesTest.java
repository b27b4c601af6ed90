package io.nullscope.metrics.adapter.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nullscope.artifacts.ArtifactRequest;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.InMemoryObjectStore;
import io.nullscope.artifacts.safetensors.DType;
import io.nullscope.artifacts.safetensors.SafetensorsWriter;
import io.nullscope.artifacts.safetensors.TensorSpec;
import io.nullscope.metrics.domain.DictionaryLikeness;
import io.nullscope.metrics.domain.SplitMix;
import io.nullscope.sae.SaeArtifact;
import io.nullscope.tensor.TensorRuntime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecoderDictionariesTest {

  private static final int F = 24;
  private static final int D = 8;

  private static TensorRuntime runtime;

  private final ArtifactStore store = new ArtifactStore(new InMemoryObjectStore());

  @BeforeAll
  static void start() {
    runtime = TensorRuntime.start();
  }

  @AfterAll
  static void stop() {
    runtime.close();
  }

  private static float[][] rows(long seed, int latents) {
    RandomGenerator random = new SplitMix(seed);
    float[][] rows = new float[latents][D];
    for (float[] row : rows) {
      for (int d = 0; d < D; d++) {
        row[d] = (float) (random.nextGaussian() * 3);
      }
    }
    return rows;
  }

  private String store(float[][] rows) {
    float[] flat = new float[rows.length * D];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = rows[i / D][i % D];
    }
    List<TensorSpec> tensors =
        List.of(
            new TensorSpec("W_dec", DType.F32, rows.length, D),
            new TensorSpec("b_dec", DType.F32, D),
            new TensorSpec("encoder.bias", DType.F32, rows.length),
            new TensorSpec("encoder.weight", DType.F32, rows.length, D));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (SafetensorsWriter writer = SafetensorsWriter.create(out, Map.of(), tensors)) {
      writer.write("W_dec", flat);
      writer.write("b_dec", new float[D]);
      writer.write("encoder.bias", new float[rows.length]);
      writer.write("encoder.weight", new float[rows.length * D]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String config =
        "{\"activation\": \"topk\", \"num_latents\": %d, \"k\": 2, \"d_in\": %d}"
            .formatted(rows.length, D);
    ArtifactRequest request =
        new ArtifactRequest(
            SaeArtifact.KIND, 1, Map.of("rows", Arrays.deepToString(rows)), Map.of());
    return store
        .commit(
            request,
            Map.of(
                "cfg.json",
                store.blobs().put(config.getBytes(StandardCharsets.UTF_8)),
                "sae.safetensors",
                store.blobs().put(out.toByteArray())),
            Map.of())
        .id()
        .hex();
  }

  private static double cosine(float[] a, float[] b) {
    double product = 0;
    double squaresA = 0;
    double squaresB = 0;
    for (int d = 0; d < D; d++) {
      product += (double) a[d] * b[d];
      squaresA += (double) a[d] * a[d];
      squaresB += (double) b[d] * b[d];
    }
    return product / Math.sqrt(squaresA * squaresB);
  }

  private static double largest(float[] row, float[][] others) {
    return Arrays.stream(others).mapToDouble(other -> cosine(row, other)).max().orElseThrow();
  }

  /** All latents, and evenly spaced ones, in blocks that do and do not divide F. */
  @ParameterizedTest
  @ValueSource(ints = {100, 24, 8, 7})
  void agreesWithANaiveOracle(int most) {
    float[][] own = rows(1, F);
    float[][] second = rows(2, F);
    float[][] third = rows(3, F);
    DictionaryLikeness likeness =
        new DecoderDictionaries(runtime, store, most)
            .likeness(store(own), List.of(store(second), store(third)));
    int compared = Math.min(most, F);
    assertThat(likeness.latents()).isEqualTo(F);
    assertThat(likeness.width()).isEqualTo(D);
    double[] expected =
        IntStream.range(0, compared)
            .mapToObj(i -> own[i * F / compared])
            .mapToDouble(row -> (largest(row, second) + largest(row, third)) / 2)
            .toArray();
    assertThat(likeness.largestCosines()).containsExactly(expected, within(1e-5));
  }

  @Test
  void theSameRowsInAnotherOrderAndLengthAreTheSameDictionary() {
    float[][] own = rows(1, F);
    float[][] turned = new float[F][D];
    for (int f = 0; f < F; f++) {
      for (int d = 0; d < D; d++) {
        turned[f][d] = 2 * own[F - 1 - f][d];
      }
    }
    assertThat(
            new DecoderDictionaries(runtime, store)
                .likeness(store(own), List.of(store(turned)))
                .largestCosines())
        .containsExactly(IntStream.range(0, F).mapToDouble(f -> 1).toArray(), within(1e-6));
  }

  @Test
  void otherShapesAreRefused() {
    String own = store(rows(1, F));
    String wider = store(rows(2, F + 8));
    assertThatThrownBy(() -> new DecoderDictionaries(runtime, store).likeness(own, List.of(wider)))
        .hasMessageContaining("[24, 8] and [32, 8]");
  }
}
