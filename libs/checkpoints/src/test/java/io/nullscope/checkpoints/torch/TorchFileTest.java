package io.nullscope.checkpoints.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nullscope.artifacts.safetensors.DType;
import io.nullscope.artifacts.safetensors.FloatValues;
import io.nullscope.artifacts.safetensors.SafetensorsReader;
import io.nullscope.artifacts.safetensors.TensorSpec;
import io.nullscope.checkpoints.InvalidCheckpointException;
import io.nullscope.checkpoints.Weights;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that torch itself wrote, beside the values that torch sees in them. */
class TorchFileTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"types", "views", "pytorch_model-00001-of-00002"})
  void readsTheBytesThatTorchSees(String name) throws IOException {
    Path golden = Fixtures.copy(name + ".safetensors", folder);
    try (TorchFile file = TorchFile.open(Fixtures.copy(name + ".bin", folder));
        SafetensorsReader expected = SafetensorsReader.open(golden)) {
      assertThat(file.tensors().keySet()).isEqualTo(expected.header().tensors().keySet());
      for (String tensor : file.tensors().keySet()) {
        assertThat(file.tensors().get(tensor).dtype())
            .as(tensor)
            .isEqualTo(expected.header().tensor(tensor).dtype());
        assertThat(file.tensors().get(tensor).shape())
            .as(tensor)
            .isEqualTo(expected.header().tensor(tensor).shape());
        assertThat(all(file, tensor)).as(tensor).isEqualTo(expected.read(tensor));
      }
    }
  }

  private static ByteBuffer all(Weights weights, String tensor) throws IOException {
    TensorSpec spec = weights.tensors().get(tensor);
    return weights.read(tensor, 0, (int) (spec.bytes() / spec.dtype().bytes()));
  }

  @Test
  void saysThatDoublesAreRounded() throws IOException {
    try (Weights file = TorchFile.open(Fixtures.copy("types.bin", folder))) {
      assertThat(file.notes()).singleElement().asString().contains("types.bin", "1 tensors");
      assertThat(file.tensors().get("f64").dtype()).isEqualTo(DType.F64);
      assertThat(FloatValues.of(DType.F64, all(file, "f64"))).hasSize(6);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "legacy.bin | before PyTorch 1.6",
        "expanded.bin | share memory",
        "nested.bin | entry \"model\" is not a tensor",
        "list.bin | not hold a dictionary",
        "complex.bin | names torch.ComplexFloatStorage",
        "protocol4.bin | protocol 4",
        "script.bin | TorchScript",
        "evil.bin | names posix.system",
      })
  void refusesWhatIsNotTheWeightsOfAModel(String name, String problem) {
    Path file = Fixtures.copy(name, folder);

    assertThatThrownBy(() -> TorchFile.open(file))
        .isInstanceOf(InvalidCheckpointException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(problem);
  }

  @Test
  void tellsHowToConvertAnOldFile() {
    assertThatThrownBy(() -> TorchFile.open(Fixtures.copy("legacy.bin", folder)))
        .hasMessageContainingAll("torch.load", "save_file", "model.safetensors");
  }

  /** Changes one entry on the way; all entries are stored. */
  private interface Change {
    byte[] apply(String name, byte[] content);
  }

  private Path rewritten(int method, Change change) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipInputStream in = new ZipInputStream(new java.io.ByteArrayInputStream(plain()));
        ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        byte[] content = change.apply(entry.getName(), in.readAllBytes());
        if (content != null) {
          put(out, method, entry.getName(), content);
        }
      }
    }
    return Files.write(folder.resolve("changed.bin"), bytes.toByteArray());
  }

  /** The fixture as an archive without data descriptors, which ZipInputStream cannot read. */
  private byte[] plain() throws IOException {
    Path file = Fixtures.copy("types.bin", folder);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (java.util.zip.ZipFile zip = new java.util.zip.ZipFile(file.toFile());
        ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (ZipEntry entry : java.util.Collections.list(zip.entries())) {
        put(out, ZipEntry.STORED, entry.getName(), zip.getInputStream(entry).readAllBytes());
      }
    }
    return bytes.toByteArray();
  }

  private static void put(ZipOutputStream out, int method, String name, byte[] content)
      throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(method);
    if (method == ZipEntry.STORED) {
      CRC32 crc = new CRC32();
      crc.update(content);
      entry.setCrc(crc.getValue());
      entry.setSize(content.length);
    }
    out.putNextEntry(entry);
    out.write(content);
    out.closeEntry();
  }

  private void assertRefused(Path file, String... parts) {
    assertThatThrownBy(() -> TorchFile.open(file))
        .isInstanceOf(InvalidCheckpointException.class)
        .hasMessageContainingAll(parts);
  }

  @Test
  void readsAnArchiveWithoutByteOrder() throws IOException {
    Path file = rewritten(ZipEntry.STORED, (name, b) -> name.endsWith("byteorder") ? null : b);

    try (TorchFile opened = TorchFile.open(file)) {
      assertThat(opened.tensors()).hasSize(12);
    }
  }

  @Test
  void refusesBigEndianFiles() throws IOException {
    byte[] big = "big".getBytes(StandardCharsets.US_ASCII);
    assertRefused(
        rewritten(ZipEntry.STORED, (name, b) -> name.endsWith("byteorder") ? big : b),
        "byte order \"big\"");
  }

  @Test
  void refusesCompressedEntries() throws IOException {
    assertRefused(rewritten(ZipEntry.DEFLATED, (name, b) -> b), "compressed entry");
  }

  @Test
  void refusesAStorageThatIsMissing() throws IOException {
    assertRefused(
        rewritten(ZipEntry.STORED, (name, b) -> name.endsWith("data/1") ? null : b),
        "tensor f32",
        "data/1",
        "missing");
  }

  @Test
  void refusesAStorageOfAnotherSize() throws IOException {
    assertRefused(
        rewritten(ZipEntry.STORED, (name, b) -> name.endsWith("data/1") ? new byte[8] : b),
        "tensor f32",
        "needs 6 F32 values",
        "has 8 bytes");
  }

  @Test
  void refusesTwoEntriesOfOneName() throws IOException {
    String text =
        new String(
            Files.readAllBytes(rewritten(ZipEntry.STORED, (name, b) -> b)),
            StandardCharsets.ISO_8859_1);
    Path file =
        Files.writeString(
            folder.resolve("twice.bin"),
            text.replace("types/data/2", "types/data/1"),
            StandardCharsets.ISO_8859_1);

    assertRefused(file, "two entries", "types/data/1");
  }

  @Test
  void refusesAPickleThatIsTooLarge() throws IOException {
    byte[] large = new byte[(16 << 20) + 1];
    assertRefused(
        rewritten(ZipEntry.STORED, (name, b) -> name.endsWith("data.pkl") ? large : b),
        "data.pkl",
        "at most");
  }
}
