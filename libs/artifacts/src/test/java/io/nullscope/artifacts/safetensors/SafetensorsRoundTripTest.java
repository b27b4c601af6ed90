package io.nullscope.artifacts.safetensors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nullscope.testing.RequiresSharedData;
import io.nullscope.testing.SharedData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SafetensorsRoundTripTest {

  @TempDir Path directory;

  @Test
  void writesTheGoldenBytes() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List<TensorSpec> tensors =
        List.of(
            new TensorSpec("w", DType.F32, 1, 2),
            new TensorSpec("b", DType.I16, 2),
            new TensorSpec("scalar", DType.U8));

    try (SafetensorsWriter writer =
        SafetensorsWriter.create(out, Map.of("format", "pt", "by", "me"), tensors)) {
      writer.write("b", littleEndian(4).putShort((short) 1).putShort((short) -2).flip());
      writer.write("scalar", ByteBuffer.wrap(new byte[] {7}));
      writer.write("w", new float[] {1.0f, -0.5f});
    }

    String json =
        "{\"__metadata__\":{\"by\":\"me\",\"format\":\"pt\"},"
            + "\"b\":{\"dtype\":\"I16\",\"shape\":[2],\"data_offsets\":[0,4]},"
            + "\"scalar\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[4,5]},"
            + "\"w\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[5,13]}}";
    String padding = " ".repeat((8 - json.length() % 8) % 8);
    HexFormat hex = HexFormat.of();
    assertThat(hex.formatHex(out.toByteArray()))
        .isEqualTo(
            "%02x00000000000000".formatted(json.length() + padding.length())
                + hex.formatHex((json + padding).getBytes(UTF_8))
                + "0100feff"
                + "07"
                + "0000803f000000bf");
  }

  @ParameterizedTest
  @EnumSource
  void returnsTheBytesOfEveryType(DType dtype) throws IOException {
    byte[] bytes = new byte[6 * dtype.bytes()];
    new Random(1).nextBytes(bytes);
    Path file = directory.resolve("t.safetensors");
    TensorSpec spec = new TensorSpec("t", dtype, 2, 3);

    try (SafetensorsWriter writer = SafetensorsWriter.create(file, Map.of(), List.of(spec))) {
      writer.write("t", ByteBuffer.wrap(bytes));
    }

    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      TensorInfo info = reader.header().tensor("t");
      assertThat(info).isEqualTo(new TensorInfo("t", dtype, new long[] {2, 3}, 0, bytes.length));
      assertThat(info.elements()).isEqualTo(6);
      assertThat(reader.read("t")).isEqualTo(ByteBuffer.wrap(bytes));
      assertThat(reader.read("t").order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
      assertThat(reader.readRows("t", 1, 1))
          .isEqualTo(ByteBuffer.wrap(bytes, bytes.length / 2, bytes.length / 2));
      assertThat(reader.read("t", 2, 3))
          .isEqualTo(ByteBuffer.wrap(bytes, 2 * dtype.bytes(), 3 * dtype.bytes()));
      assertThatThrownBy(() -> reader.read("t", 4, 3))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F64", "F32", "F16", "BF16"})
  void convertsFloatingPointTypes(DType dtype) throws IOException {
    // Exact in every type, and more than one of the writer's pieces.
    float[] values = new float[100_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i % 255 - 127) / 64f;
    }
    values[0] = Float.POSITIVE_INFINITY;
    values[1] = Float.NaN;
    values[2] = -0.0f;
    Path file = directory.resolve("t.safetensors");
    TensorSpec spec = new TensorSpec("t", dtype, values.length);

    try (SafetensorsWriter writer = SafetensorsWriter.create(file, Map.of(), List.of(spec))) {
      writer.write("t", values);
    }

    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      assertThat(reader.toFloats("t")).isEqualTo(values);
    }
  }

  @Test
  void writesTensorsInPiecesAndSkipsEmptyOnes() throws IOException {
    Path file = directory.resolve("t.safetensors");
    List<TensorSpec> tensors =
        List.of(
            new TensorSpec("a", DType.F32, 0, 4),
            new TensorSpec("b", DType.F32, 3),
            new TensorSpec("c", DType.F32, 0),
            new TensorSpec("d", DType.F32, 0));

    try (SafetensorsWriter writer = SafetensorsWriter.create(file, Map.of(), tensors)) {
      writer.write("b", new float[] {1});
      writer.write("b", new float[] {2, 3});
      writer.write("c", new float[0]);
    }

    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      assertThat(reader.toFloats("a")).isEmpty();
      assertThat(reader.toFloats("b")).containsExactly(1, 2, 3);
      assertThat(reader.readRows("a", 0, 0).remaining()).isZero();
    }
  }

  @Test
  void storesNoTensorsAtAll() throws IOException {
    Path file = directory.resolve("t.safetensors");
    SafetensorsWriter.create(file, Map.of("a", "é"), List.of()).close();

    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      assertThat(reader.header().tensors()).isEmpty();
      assertThat(reader.header().metadata()).isEqualTo(Map.of("a", "é"));
    }
    assertThat(Files.size(file) % 8).isZero();
  }

  @Test
  void insistsOnTheAnnouncedTensors() throws IOException {
    List<TensorSpec> tensors =
        List.of(new TensorSpec("a", DType.F32, 2), new TensorSpec("b", DType.I32, 1));
    SafetensorsWriter writer =
        SafetensorsWriter.create(new ByteArrayOutputStream(), Map.of(), tensors);

    assertThatThrownBy(() -> writer.write("b", ByteBuffer.allocate(4)))
        .hasMessageContaining("\"b\" was written when \"a\" was due");
    assertThatThrownBy(() -> writer.write("a", new float[3]))
        .hasMessageContaining("12 bytes were written to tensor a F32[2], which misses 8");
    writer.write("a", new float[1]);
    assertThatThrownBy(() -> writer.write("b", ByteBuffer.allocate(4)))
        .hasMessageContaining("\"a\" was due");
    assertThatThrownBy(writer::close)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Only 4 of 8 bytes of tensor a");
  }

  @Test
  void refusesFloatsForAnIntegerTensor() throws IOException {
    SafetensorsWriter writer =
        SafetensorsWriter.create(
            new ByteArrayOutputStream(), Map.of(), List.of(new TensorSpec("b", DType.I32, 1)));

    assertThatThrownBy(() -> writer.write("b", new float[1]))
        .hasMessageContaining("\"b\" is I32, not a floating-point type");
    assertThatThrownBy(() -> writer.write("z", new float[1])).hasMessageContaining("\"b\" was due");
  }

  @Test
  void refusesSpecificationsThatMakeNoSense() {
    assertThatThrownBy(() -> new TensorSpec("__metadata__", DType.F32, 1))
        .hasMessageContaining("reserves that name");
    assertThatThrownBy(() -> new TensorSpec("a", DType.F32, 2, -1))
        .hasMessageContaining("negative size");
    TensorSpec spec = new TensorSpec("a", DType.F32, 1);
    assertThatThrownBy(
            () ->
                SafetensorsWriter.create(
                    new ByteArrayOutputStream(), Map.of(), List.of(spec, spec)))
        .hasMessageContaining("\"a\" is announced twice");
  }

  @Test
  void saysWhichTensorsThereAre() throws IOException {
    Path file = directory.resolve("t.safetensors");
    TensorSpec spec = new TensorSpec("there", DType.I32, 2);
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, Map.of(), List.of(spec))) {
      writer.write("there", ByteBuffer.allocate(8));
    }

    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      assertThatThrownBy(() -> reader.read("elsewhere"))
          .hasMessageContaining("elsewhere")
          .hasMessageContaining("there");
      assertThatThrownBy(() -> reader.toFloats("there"))
          .hasMessageContaining("is I32, not a floating-point type");
      assertThatThrownBy(() -> reader.readRows("there", 1, 2))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessageContaining("Rows 1 to 3 of tensor \"there\", which has 2");
    }
  }

  @Test
  void doesNotShareShapes() {
    long[] shape = {2, 3};
    TensorSpec spec = new TensorSpec("a", DType.F32, shape);
    TensorInfo info = new TensorInfo("a", DType.F32, shape, 0, 24);
    shape[0] = 9;
    spec.shape()[0] = 9;
    info.shape()[0] = 9;

    assertThat(spec).isEqualTo(new TensorSpec("a", DType.F32, 2, 3)).hasToString("a F32[2, 3]");
    assertThat(info.shape()).containsExactly(2, 3);
    assertThat(spec).hasSameHashCodeAs(new TensorSpec("a", DType.F32, 2, 3));
    assertThat(info).hasSameHashCodeAs(new TensorInfo("a", DType.F32, new long[] {2, 3}, 0, 24));
  }

  @Test
  @RequiresSharedData("llama-tinystories-656k/model.safetensors")
  void readsARealModel() throws IOException {
    Path file = SharedData.path("llama-tinystories-656k/model.safetensors");

    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      assertThat(reader.header().tensor("lm_head.weight").shape()).containsExactly(2048, 128);
      assertThat(reader.toFloats("lm_head.weight")).hasSize(2048 * 128).doesNotContain(Float.NaN);
      long bytes = reader.header().tensors().values().stream().mapToLong(TensorInfo::bytes).sum();
      assertThat(reader.header().dataOffset() + bytes).isEqualTo(Files.size(file));
    }
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
