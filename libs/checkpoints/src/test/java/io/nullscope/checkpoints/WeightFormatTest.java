package io.nullscope.checkpoints;

import static io.nullscope.checkpoints.WeightFormat.SHARDED_SAFETENSORS;
import static io.nullscope.checkpoints.WeightFormat.SHARDED_TORCH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nullscope.artifacts.safetensors.SafetensorsReader;
import io.nullscope.checkpoints.torch.Fixtures;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Shards as both formats have them: four tensors of 48 bytes in two files. */
class WeightFormatTest {

  private static final String ONE = "pytorch_model-00001-of-00002";
  private static final String TWO = "pytorch_model-00002-of-00002";

  @TempDir private Path folder;

  @BeforeEach
  void copyShards() {
    for (String name : List.of(ONE, TWO)) {
      Fixtures.copy(name + ".bin", folder);
      Fixtures.copy(name + ".safetensors", folder);
    }
  }

  private Path index(WeightFormat format, String map, String metadata) throws IOException {
    String extension = format == SHARDED_TORCH ? ".bin" : ".safetensors";
    String json =
        "{\"metadata\": %s, \"weight_map\": {%s}}"
            .formatted(
                metadata, map.replace("ONE", ONE + extension).replace("TWO", TWO + extension))
            .replace('\'', '"');
    return Files.writeString(folder.resolve(format.file()), json);
  }

  private static final String MAP =
      "'layers.0.weight': 'ONE', 'layers.1.weight': 'ONE', 'layers.2.weight': 'TWO', 'layers.3.weight': 'TWO'";

  @ParameterizedTest
  @EnumSource(names = {"SHARDED_SAFETENSORS", "SHARDED_TORCH"})
  void readsShards(WeightFormat format) throws IOException {
    Path index = index(format, MAP, "{'total_size': 192}");

    try (Weights weights = format.open(folder);
        SafetensorsReader two = SafetensorsReader.open(folder.resolve(TWO + ".safetensors"))) {
      assertThat(weights.tensors()).hasSize(4);
      assertThat(weights.read("layers.3.weight", 1, 3))
          .isEqualTo(two.read("layers.3.weight", 1, 3));
      assertThat(weights.files()).hasSize(3).first().isEqualTo(index);
      assertThat(weights.notes()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'layers.0.weight': 'ONE' | {} | does not list tensor layers.1.weight",
        "'layers.0.weight': 'ONE', 'layers.1.weight': 'TWO', 'layers.2.weight': 'TWO', 'layers.3.weight': 'TWO' | {} | layers.1.weight is in pytorch_model-00002-of-00002.safetensors, but pytorch_model-00001",
        "'layers.9.weight': 'TWO', 'layers.0.weight': 'ONE', 'layers.1.weight': 'ONE', 'layers.2.weight': 'TWO', 'layers.3.weight': 'TWO' | {} | layers.9.weight is in pytorch_model-00002-of-00002.safetensors, but it is not",
        "'a': 'absent.safetensors' | {} | not beside it: absent.safetensors",
        "'a': '../../etc/passwd' | {} | only plain names",
        "'a': '/etc/passwd' | {} | only plain names",
        "'a': 'sub/x.safetensors' | {} | only plain names",
        "'a': '..' | {} | only plain names",
        "'a': 'C:x' | {} | only plain names",
        "'a': 7 | {} | not a text",
        "'a': 'ONE', 'a': 'TWO' | {} | not valid JSON",
        " | {} | no weight_map",
      })
  void refusesAnIndexThatDoesNotFit(String map, String metadata, String problem)
      throws IOException {
    Path index = index(SHARDED_SAFETENSORS, map == null ? "" : map, metadata);

    assertThatThrownBy(() -> SHARDED_SAFETENSORS.open(folder))
        .isInstanceOf(InvalidCheckpointException.class)
        .hasMessageStartingWith(index.toString())
        .hasMessageContaining(problem);
  }

  @ParameterizedTest
  @ValueSource(strings = {"96.5", "193", "1000000000000"})
  void anotherSizeThanTheIndexPromisesIsNoted(String size) throws IOException {
    index(SHARDED_SAFETENSORS, MAP, "{'total_size': %s}".formatted(size));

    try (Weights weights = SHARDED_SAFETENSORS.open(folder)) {
      assertThat(weights.notes())
          .singleElement()
          .asString()
          .contains(size.replace(".5", ""), "192");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "[]",
        "{'total_size': null}",
        "{'total_size': 'many'}",
        "{'total_size': -1}"
      })
  void metadataThatSaysNothingIsNotAskedFor(String metadata) throws IOException {
    index(SHARDED_SAFETENSORS, MAP, metadata);

    try (Weights weights = SHARDED_SAFETENSORS.open(folder)) {
      assertThat(weights.tensors()).hasSize(4);
      assertThat(weights.notes()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void callsAPointerOfGitLfsOne(WeightFormat format) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve(format.file()),
            "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n");

    assertThatThrownBy(() -> format.open(folder))
        .hasMessageStartingWith(file + " is a Git LFS pointer")
        .hasMessageContaining("git lfs pull");
  }

  @Test
  void doesNotReadAnIndexOfThreeGigabytes() throws IOException {
    Path index = folder.resolve(SHARDED_SAFETENSORS.file());
    try (RandomAccessFile sparse = new RandomAccessFile(index.toFile(), "rw")) {
      sparse.setLength(3L << 30);
    }

    assertThatThrownBy(() -> SHARDED_SAFETENSORS.open(folder))
        .isInstanceOf(InvalidCheckpointException.class)
        .hasMessageContainingAll(index.toString(), "3,221,225,472 bytes");
  }

  @Test
  void prefersSafetensorsToTorchAndOneFileToShards() {
    assertThat(
            WeightFormat.preferred(
                Set.of("pytorch_model.bin", "model.safetensors.index.json")::contains))
        .contains(SHARDED_SAFETENSORS);
    assertThat(
            WeightFormat.preferred(
                Set.of("model.safetensors", "model.safetensors.index.json")::contains))
        .contains(WeightFormat.SAFETENSORS);
    assertThat(WeightFormat.preferred(name -> false)).isEmpty();
  }
}
