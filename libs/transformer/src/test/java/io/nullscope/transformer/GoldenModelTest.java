package io.nullscope.transformer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import io.nullscope.artifacts.safetensors.SafetensorsReader;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Small models against what Hugging Face transformers computes with them in float32. Both were
 * written by {@code src/test/python/golden_models.py}.
 */
class GoldenModelTest {

  private static final double TOLERANCE = 1e-4;

  private static TensorRuntime runtime;

  @BeforeAll
  static void start() {
    runtime = TensorRuntime.start();
  }

  @AfterAll
  static void stop() {
    runtime.close();
  }

  static Stream<String> models() throws IOException {
    try (Stream<Path> folders = Files.list(golden())) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void agreesWithTransformers(String name) throws IOException {
    Path folder = golden().resolve(name);
    TransformerConfig config =
        TransformerConfig.parse(Files.readAllBytes(folder.resolve("config.json")), name);
    try (SafetensorsReader weights = SafetensorsReader.open(folder.resolve("model.safetensors"));
        SafetensorsReader reference =
            SafetensorsReader.open(folder.resolve("reference.safetensors"));
        LanguageModel model = LanguageModel.load(runtime, config, WeightSource.of(weights, name));
        TensorScope scope = runtime.scope()) {
      NDArray tokens = model.tokens(scope, windows(reference));
      InputEmbedding input = new InputEmbedding.Tokens(tokens);
      List<Integer> layers = IntStream.range(0, config.layers()).boxed().toList();

      List<NDArray> residuals = model.residuals(scope, input, layers);

      assertThat(layers).hasSize(2);
      for (int layer : layers) {
        assertClose(residuals.get(layer), reference, "residual." + layer);
        assertClose(
            model.crossEntropyFrom(scope, residuals.get(layer), layer, tokens),
            reference,
            "losses");
      }
      assertClose(model.logits(scope, input), reference, "logits");
      assertClose(model.crossEntropy(scope, tokens), reference, "losses");
    }
  }

  private static int[][] windows(SafetensorsReader reference) throws IOException {
    long[] shape = reference.header().tensor("tokens").shape();
    ByteBuffer stored = reference.read("tokens").order(ByteOrder.LITTLE_ENDIAN);
    int[][] windows = new int[(int) shape[0]][(int) shape[1]];
    for (int[] window : windows) {
      for (int t = 0; t < window.length; t++) {
        window[t] = stored.getInt();
      }
    }
    return windows;
  }

  private static void assertClose(NDArray actual, SafetensorsReader reference, String name)
      throws IOException {
    float[] expected = reference.toFloats(name);
    float[] values = actual.toFloatArray();
    assertThat(values).as(name).hasSameSizeAs(expected);
    double worst = 0;
    for (int i = 0; i < values.length; i++) {
      worst = Math.max(worst, Math.abs((double) values[i] - expected[i]));
    }
    assertThat(worst).as("largest absolute error of " + name).isLessThanOrEqualTo(TOLERANCE);
  }

  private static Path golden() {
    try {
      return Path.of(GoldenModelTest.class.getResource("golden").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
