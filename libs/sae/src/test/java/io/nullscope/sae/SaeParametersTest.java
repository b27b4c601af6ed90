package io.nullscope.sae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import io.nullscope.artifacts.safetensors.DType;
import io.nullscope.artifacts.safetensors.SafetensorsReader;
import io.nullscope.artifacts.safetensors.SafetensorsWriter;
import io.nullscope.artifacts.safetensors.TensorSpec;
import io.nullscope.tensor.TensorRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SaeParametersTest {

  private static final SaeConfig CONFIG = SaeConfig.topK(6, 20, 3);

  private static TensorRuntime runtime;

  @TempDir private Path directory;

  @BeforeAll
  static void start() {
    runtime = TensorRuntime.start();
  }

  @AfterAll
  static void stop() {
    runtime.close();
  }

  @Test
  void startsWithUniformEncoderRowsAndTheirDirectionsAsDecoder() {
    float[] mean = Samples.gaussian(1, 6);
    try (SaeParameters parameters =
        SaeParameters.initialise(runtime, CONFIG, Samples.uniform(2), mean)) {
      float[] uniform = new float[20 * 6];
      Samples.uniform(2).fill(0, uniform);
      NaiveSae sae = new NaiveSae(parameters);

      double bound = 1 / Math.sqrt(6);
      for (int f = 0; f < 20; f++) {
        double norm = Math.sqrt(Arrays.stream(sae.encoder[f]).map(w -> w * w).sum());
        for (int d = 0; d < 6; d++) {
          assertThat(sae.encoder[f][d])
              .isCloseTo((2 * uniform[f * 6 + d] - 1) * bound, within(1e-7));
          assertThat(sae.decoder[f][d]).isCloseTo(sae.encoder[f][d] / norm, within(1e-6));
        }
      }
      assertThat(parameters.encoderBias().toFloatArray()).containsOnly(0);
      assertThat(parameters.decoderBias().toFloatArray()).containsExactly(mean);
    }
  }

  @Test
  void largeTensorsAreFilledInPiecesFromOneSequence() {
    SaeConfig large = SaeConfig.topK(512, 4500, 3); // more than two pieces
    UniformSource position =
        (from, target) -> {
          for (int i = 0; i < target.length; i++) {
            target[i] = (from + i) / (4500f * 512);
          }
        };
    try (SaeParameters parameters =
        SaeParameters.initialise(runtime, large, position, new float[512])) {
      float[] encoder = parameters.encoderWeight().toFloatArray();
      for (int i = 0; i < encoder.length; i += 1009) {
        double expected = (2.0 * i / (4500.0 * 512) - 1) / Math.sqrt(512);
        assertThat((double) encoder[i]).isCloseTo(expected, within(1e-7));
      }
    }
  }

  @Test
  void refusesADecoderBiasOfAnotherWidth() {
    assertThatThrownBy(
            () -> SaeParameters.initialise(runtime, CONFIG, Samples.uniform(2), new float[5]))
        .hasMessageContaining("5 elements");
  }

  @Test
  void survivesAWriteAndAReadBitForBit() throws IOException {
    try (SaeParameters parameters = Samples.parameters(runtime, CONFIG)) {
      parameters.save(directory);
      try (SaeParameters read = SaeParameters.load(runtime, directory)) {
        assertThat(read.config()).isEqualTo(CONFIG);
        for (int i = 0; i < 4; i++) {
          assertThat(read.tensors().get(i).toFloatArray())
              .containsExactly(parameters.tensors().get(i).toFloatArray());
        }
        byte[] first = Files.readAllBytes(directory.resolve("sae.safetensors"));
        read.save(directory);
        assertThat(directory.resolve("sae.safetensors")).hasBinaryContent(first);
      }
    }
  }

  @Test
  void writesTheNamesShapesAndFieldsOfSparsify() throws IOException {
    try (SaeParameters parameters = Samples.parameters(runtime, CONFIG)) {
      parameters.save(directory);
    }
    assertThat(directory.resolve("cfg.json"))
        .hasContent(
            """
            {
              "activation" : "topk",
              "expansion_factor" : 3,
              "normalize_decoder" : true,
              "num_latents" : 20,
              "k" : 3,
              "multi_topk" : false,
              "skip_connection" : false,
              "transcode" : false,
              "d_in" : 6
            }
            """);
    try (SafetensorsReader reader = SafetensorsReader.open(directory.resolve("sae.safetensors"))) {
      assertThat(reader.header().tensors())
          .containsOnlyKeys("encoder.weight", "encoder.bias", "W_dec", "b_dec");
      assertThat(reader.header().tensor("encoder.weight").shape()).containsExactly(20, 6);
      assertThat(reader.header().tensor("encoder.bias").shape()).containsExactly(20);
      assertThat(reader.header().tensor("W_dec").shape()).containsExactly(20, 6);
      assertThat(reader.header().tensor("b_dec").shape()).containsExactly(6);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F64", "F32", "F16", "BF16"})
  void readsEveryFloatingPointType(DType dtype) throws IOException {
    writeWeights(dtype, 4, 2);
    config("{\"num_latents\": 4, \"d_in\": 2, \"k\": 1, \"unknown_field\": [1]}");
    try (SaeParameters parameters = SaeParameters.load(runtime, directory)) {
      assertThat(parameters.encoderWeight().toFloatArray()).containsOnly(0.5f);
      assertThat(parameters.tensors())
          .extracting(NDArray::getDataType)
          .containsOnly(ai.djl.ndarray.types.DataType.FLOAT32);
    }
  }

  @Test
  void takesTheNumberOfLatentsFromTheExpansionFactorWhenItIsNotGiven() throws IOException {
    writeWeights(DType.F32, 4, 2);
    config("{\"num_latents\": 0, \"expansion_factor\": 2, \"d_in\": 2, \"k\": 1}");
    try (SaeParameters parameters = SaeParameters.load(runtime, directory)) {
      assertThat(parameters.config()).isEqualTo(SaeConfig.topK(2, 4, 1));
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{ | not valid JSON",
        "{\"activation\": \"groupmax\", \"num_latents\": 4, \"d_in\": 2, \"k\": 1} | groupmax",
        "{\"skip_connection\": true, \"num_latents\": 4, \"d_in\": 2, \"k\": 1} | skip_connection",
        "{\"transcode\": true, \"num_latents\": 4, \"d_in\": 2, \"k\": 1} | transcode",
        "{\"num_latents\": 4, \"d_in\": 2} | \"k\" is missing",
        "{\"num_latents\": 4, \"d_in\": \"2\", \"k\": 1} | \"d_in\" is \"2\"",
        "{\"num_latents\": 4, \"d_in\": 2, \"k\": 9} | k is 9",
        "{\"num_latents\": 5, \"d_in\": 2, \"k\": 1} | expected [5",
      })
  void refusesWhatItCannotRun(String json, String problem) throws IOException {
    writeWeights(DType.F32, 4, 2);
    config(json);
    assertThatThrownBy(() -> SaeParameters.load(runtime, directory))
        .isInstanceOf(SaeFormatException.class)
        .hasMessageContaining(directory.toString())
        .hasMessageContaining(problem);
  }

  @Test
  void refusesIntegersAndMissingTensors() throws IOException {
    config("{\"num_latents\": 4, \"d_in\": 2, \"k\": 1}");
    Path weights = directory.resolve("sae.safetensors");
    SafetensorsWriter.create(weights, Map.of(), List.of(new TensorSpec("W_dec", DType.F32, 0, 2)))
        .close();
    assertThatThrownBy(() -> SaeParameters.load(runtime, directory))
        .hasMessageContaining("no tensor \"encoder.weight\"");
    writeWeights(DType.I32, 4, 2);
    assertThatThrownBy(() -> SaeParameters.load(runtime, directory))
        .hasMessageContaining("I32, not a floating-point type");
  }

  private void config(String json) throws IOException {
    Files.writeString(directory.resolve("cfg.json"), json);
  }

  private void writeWeights(DType dtype, int latents, int width) throws IOException {
    List<TensorSpec> specs =
        List.of(
            new TensorSpec("W_dec", dtype, latents, width),
            new TensorSpec("b_dec", dtype, width),
            new TensorSpec("encoder.bias", dtype, latents),
            new TensorSpec("encoder.weight", dtype, latents, width));
    try (SafetensorsWriter writer =
        SafetensorsWriter.create(directory.resolve("sae.safetensors"), Map.of(), specs)) {
      for (TensorSpec spec : specs) {
        if (dtype.isFloatingPoint()) {
          float[] values = new float[(int) Arrays.stream(spec.shape()).reduce(1, (a, b) -> a * b)];
          Arrays.fill(values, 0.5f);
          writer.write(spec.name(), values);
        } else {
          writer.write(spec.name(), java.nio.ByteBuffer.allocate((int) spec.bytes()));
        }
      }
    }
  }
}
