package io.nullscope.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nullscope.study.ModelShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelShapeReaderTest {
  private static final String LLAMA =
      """
      {"model_type": "llama", "num_hidden_layers": 2, "hidden_size": 128, "vocab_size": 2048,
       "max_position_embeddings": 512, "rope_scaling": null}""";

  @TempDir private Path directory;

  @Test
  void readsTheSizes() throws IOException {
    config(LLAMA);

    assertThat(ModelShapeReader.read(directory))
        .isEqualTo(new ModelShape("llama", 2, 128, 2048, 512));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt_neox", "mistral", "qwen2", "qwen3"})
  void otherFamiliesNameTheirSizesAlike(String family) throws IOException {
    config(LLAMA.replace("llama", family));

    assertThat(ModelShapeReader.read(directory))
        .isEqualTo(new ModelShape(family, 2, 128, 2048, 512));
  }

  @Test
  void readsTheSizesOfGptTwo() throws IOException {
    config(
        """
        {"model_type": "gpt2", "n_layer": 12, "n_embd": 768, "vocab_size": 50257,
         "n_positions": 1024, "n_ctx": 1024}""");

    assertThat(ModelShapeReader.read(directory))
        .isEqualTo(new ModelShape("gpt2", 12, 768, 50257, 1024));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "llama|bert|model_type is 'bert', but only gpt_neox, gpt2, llama, mistral, qwen2, qwen3 are supported",
        "\"hidden_size\": 128,||hidden_size must be a positive whole number",
        "128|-1|hidden_size must be a positive whole number",
        "128|1.5|hidden_size must be a positive whole number",
        "128|\"x\"|hidden_size must be a positive whole number",
        "{|[|is not a JSON object"
      })
  void saysWhatIsWrongWithAConfiguration(String text, String replacement, String problem)
      throws IOException {
    config(LLAMA.replace(text, replacement == null ? "" : replacement));

    assertThatThrownBy(() -> ModelShapeReader.read(directory))
        .isInstanceOf(UnknownShapeException.class)
        .hasMessageContaining(directory.resolve("config.json").toString())
        .hasMessageContaining(problem);
  }

  @Test
  void saysThatThereIsNoModel() {
    assertThatThrownBy(() -> ModelShapeReader.read(directory))
        .isInstanceOf(UnknownShapeException.class)
        .hasMessageContaining("no such file");
  }

  private void config(String text) throws IOException {
    Files.writeString(directory.resolve("config.json"), text);
  }
}
