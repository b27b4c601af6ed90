package io.nullscope.variant.adapter.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nullscope.artifacts.Digest;
import io.nullscope.checkpoints.InvalidCheckpointException;
import io.nullscope.demo.DemoAssets;
import io.nullscope.messaging.RejectedException;
import io.nullscope.variant.application.Checkpoint;
import io.nullscope.variant.application.ModelLocation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One model in each of its forms, as written by src/test/python/make_torch_model.py. */
class ModelFilesTest {

  private static final String ONE = "pytorch_model-00001-of-00002.bin";
  private static final String TWO = "pytorch_model-00002-of-00002.bin";

  @TempDir private Path directory;

  private Path folder(String... weights) throws IOException {
    Path folder = Files.createDirectories(directory.resolve(String.join("+", weights)));
    for (String name : List.of("config.json", "tokenizer.json")) {
      copy(name, folder);
    }
    for (String name : weights) {
      copy(name, folder);
    }
    return folder;
  }

  private static void copy(String name, Path folder) throws IOException {
    try (InputStream in =
        ModelFilesTest.class.getResourceAsStream("/io/nullscope/variant/torch-model/" + name)) {
      Files.copy(in, folder.resolve(name));
    }
  }

  private static Checkpoint open(Path folder) {
    return new HuggingFaceCheckpoints(new DemoAssets())
        .open(new ModelLocation("model.source", "file:" + folder, "main"));
  }

  private static Map<String, ByteBuffer> tensors(Checkpoint checkpoint) {
    Map<String, ByteBuffer> tensors = new TreeMap<>();
    checkpoint.tensors().forEach(tensor -> tensors.put(tensor.name(), bytes(checkpoint, tensor)));
    return tensors;
  }

  private static ByteBuffer bytes(Checkpoint checkpoint, Checkpoint.Tensor tensor) {
    return checkpoint.bytes(tensor, 0, (int) tensor.traits().layout().entries());
  }

  @Test
  void aFileThatIsWrittenOrReplacedWhileTheModelIsReadIsNoticed() throws IOException {
    Path folder = folder("model.safetensors");
    Path weights = folder.resolve("model.safetensors");
    Path config = folder.resolve("config.json");
    try (Checkpoint checkpoint = open(folder)) {
      Files.writeString(folder.resolve("training.log"), "not a file of the model");
      checkpoint.requireUnchanged();

      Files.setLastModifiedTime(config, FileTime.from(Instant.EPOCH));
      assertChanged(checkpoint, config);
    }
    try (Checkpoint checkpoint = open(folder)) {
      FileTime time = Files.getLastModifiedTime(weights);
      Path copy = Files.copy(weights, folder.resolve("copy"));
      Files.setLastModifiedTime(copy, time);
      Files.move(copy, weights, StandardCopyOption.REPLACE_EXISTING);
      assertChanged(checkpoint, weights);
    }
    try (Checkpoint checkpoint = open(folder)) {
      Files.delete(weights);
      assertChanged(checkpoint, weights);
    }
  }

  private static void assertChanged(Checkpoint checkpoint, Path file) {
    assertThatThrownBy(checkpoint::requireUnchanged)
        .isInstanceOfSatisfying(
            RejectedException.class, e -> assertThat(e.code()).isEqualTo("MODEL_CHANGED"))
        .hasMessageStartingWith(file + " changed while the model was read");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pytorch_model.bin", "pytorch_model.bin.index.json," + ONE + "," + TWO})
  void everyFormGivesTheSameTensors(String files) throws IOException {
    try (Checkpoint torch = open(folder(files.split(",")));
        Checkpoint safetensors = open(folder("model.safetensors"))) {
      assertThat(tensors(torch)).isEqualTo(tensors(safetensors));
      assertThat(torch.tensors()).isEqualTo(safetensors.tensors());
    }
  }

  @Test
  void theManifestSaysWhatWasRead() throws IOException {
    Path folder = folder("pytorch_model.bin.index.json", ONE, TWO, "pytorch_model.bin");
    Files.delete(folder.resolve("pytorch_model.bin"));
    try (Checkpoint checkpoint = open(folder)) {
      Map<?, ?> files = (Map<?, ?>) checkpoint.provenance().get("files");
      assertThat(files.keySet().stream().map(Object::toString))
          .containsExactly(
              "config.json", "tokenizer.json", "pytorch_model.bin.index.json", ONE, TWO);
      assertThat(files.get(ONE)).isEqualTo(Digest.of(folder.resolve(ONE)).hex());
      assertThat(checkpoint.provenance()).containsOnlyKeys("files");
    }
  }

  @Test
  void theIdentityIsThatOfTheFilesThatAreRead() throws IOException {
    Path folder = folder("model.safetensors", "pytorch_model.bin");
    Path same = folder("model.safetensors");
    try (Checkpoint both = open(folder);
        Checkpoint one = open(same)) {
      assertThat(both.digest()).isEqualTo(one.digest());
    }
  }

  @Test
  void aMissingShardIsNamed() throws IOException {
    Path folder = folder("pytorch_model.bin.index.json", ONE);

    assertThatThrownBy(() -> open(folder))
        .isInstanceOf(InvalidCheckpointException.class)
        .hasMessageContainingAll("pytorch_model.bin.index.json", TWO);
  }

  @Test
  void aTruncatedFileIsNamed() throws IOException {
    Path file = folder("pytorch_model.bin").resolve("pytorch_model.bin");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));

    assertThatThrownBy(() -> open(file.getParent()))
        .isInstanceOf(InvalidCheckpointException.class)
        .hasMessageContainingAll(file.toString(), "cut short", "download it again");
  }
}
