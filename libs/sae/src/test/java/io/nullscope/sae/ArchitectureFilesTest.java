package io.nullscope.sae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nullscope.artifacts.safetensors.DType;
import io.nullscope.artifacts.safetensors.SafetensorsReader;
import io.nullscope.artifacts.safetensors.SafetensorsWriter;
import io.nullscope.artifacts.safetensors.TensorSpec;
import io.nullscope.tensor.TensorRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureFilesTest {

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

  @ParameterizedTest
  @MethodSource("io.nullscope.sae.Architectures#all")
  void everyArchitectureSurvivesAWriteAndAReadBitForBit(Architecture architecture)
      throws IOException {
    try (SaeParameters parameters = Architectures.parameters(runtime, architecture)) {
      parameters.save(directory);
      try (SaeParameters read = SaeParameters.load(runtime, directory)) {
        assertThat(read.config()).isEqualTo(parameters.config());
        assertThat(read.names()).isEqualTo(parameters.names());
        for (int i = 0; i < read.tensors().size(); i++) {
          assertThat(read.tensors().get(i).toFloatArray())
              .as(read.names().get(i))
              .containsExactly(parameters.tensors().get(i).toFloatArray());
        }
        byte[] first = Files.readAllBytes(directory.resolve("sae.safetensors"));
        read.save(directory);
        assertThat(directory.resolve("sae.safetensors")).hasBinaryContent(first);
      }
    }
  }

  @Test
  void theEncoderIsWrittenAsSaeLensHasIt() throws IOException {
    try (SaeParameters parameters =
        Architectures.parameters(runtime, new Architecture.Gated(0.5))) {
      parameters.save(directory);
      try (SafetensorsReader reader =
          SafetensorsReader.open(directory.resolve("sae.safetensors"))) {
        assertThat(reader.header().tensors())
            .containsOnlyKeys("W_enc", "W_dec", "b_dec", "b_gate", "r_mag", "b_mag");
        assertThat(reader.header().tensor("W_enc").shape()).containsExactly(6, 20);
        float[] written = reader.toFloats("W_enc"); // [D, F]
        float[] encoder = parameters.encoderWeight().toFloatArray(); // [F, D]
        assertThat(written[3 * 20 + 7]).isEqualTo(encoder[7 * 6 + 3]);
      }
    }
    assertThat(directory.resolve("cfg.json"))
        .hasContent(
            """
            {
              "architecture" : "gated",
              "d_in" : 6,
              "d_sae" : 20,
              "dtype" : "float32",
              "apply_b_dec_to_input" : true,
              "normalize_activations" : "none",
              "l1_coefficient" : 0.5
            }
            """);
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"architecture\": \"crosscoder\", \"d_in\": 2, \"d_sae\": 4} | \"crosscoder\"",
        "{\"architecture\": \"gated\", \"d_sae\": 4} | \"d_in\" is missing",
        "{\"architecture\": \"batchtopk\", \"d_in\": 2, \"d_sae\": 4} | \"k\" is missing",
        "{\"architecture\": \"batchtopk\", \"d_in\": 2, \"d_sae\": 4, \"k\": 5} | k is 5",
        "{\"architecture\": \"standard\", \"d_in\": 2, \"d_sae\": 4} | \"l1_coefficient\" is missing",
        "{\"architecture\": \"standard\", \"d_in\": 2, \"d_sae\": 4, \"l1_coefficient\": 1,"
            + " \"apply_b_dec_to_input\": false} | \"apply_b_dec_to_input\" is false",
        "{\"architecture\": \"standard\", \"d_in\": 2, \"d_sae\": 4, \"l1_coefficient\": 1,"
            + " \"normalize_activations\": \"layer_norm\"} | \"layer_norm\"",
        "{\"architecture\": \"matryoshka_batchtopk\", \"d_in\": 2, \"d_sae\": 4, \"k\": 1,"
            + " \"matryoshka_widths\": [1, 2]} | prefixes are [1, 2]",
        "{\"architecture\": \"matryoshka_batchtopk\", \"d_in\": 2, \"d_sae\": 4, \"k\": 1,"
            + " \"matryoshka_widths\": [\"a\"]} | \"matryoshka_widths\" is [\"a\"]",
        "{\"architecture\": \"jumprelu\", \"d_in\": 2, \"d_sae\": 4, \"l0_coefficient\": 1,"
            + " \"jumprelu_bandwidth\": 0} | bandwidth is 0",
      })
  void refusesConfigurationsThatItCannotRun(String json, String problem) throws IOException {
    Files.writeString(directory.resolve("cfg.json"), json);
    assertThatThrownBy(() -> SaeParameters.load(runtime, directory))
        .isInstanceOf(SaeFormatException.class)
        .hasMessageContaining(directory.toString())
        .hasMessageContaining(problem);
  }

  @Test
  void namesTheTensorThatIsMissingOrHasAnotherShape() throws IOException {
    Architecture jump = new Architecture.JumpRelu(0.02, 0.5);
    try (SaeParameters parameters = Architectures.parameters(runtime, jump)) {
      parameters.save(directory);
    }
    weights(new TensorSpec("W_enc", DType.F32, 20, 6));
    assertThatThrownBy(() -> SaeParameters.load(runtime, directory))
        .isInstanceOf(SaeFormatException.class)
        .hasMessageContaining("tensor \"W_enc\" has shape [20, 6], expected [6, 20]");
    weights(new TensorSpec("W_enc", DType.F32, 6, 20));
    assertThatThrownBy(() -> SaeParameters.load(runtime, directory))
        .isInstanceOf(SaeFormatException.class)
        .hasMessageContaining("no tensor \"b_enc\"");
  }

  private void weights(TensorSpec spec) throws IOException {
    try (SafetensorsWriter writer =
        SafetensorsWriter.create(directory.resolve("sae.safetensors"), Map.of(), List.of(spec))) {
      writer.write(spec.name(), new float[120]);
    }
  }
}
