package io.nullscope.artifacts.safetensors;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MalformedSafetensorsTest {

  @TempDir Path directory;

  static Stream<Arguments> malformed() {
    return Stream.of(
        arguments("empty file", new byte[0], "it has 0 bytes, too few for the header length"),
        arguments("cut in the length", new byte[7], "it has 7 bytes, too few"),
        arguments(
            "header beyond the file",
            raw(100, "{}"),
            "its header claims 100 bytes but only 2 follow"),
        arguments(
            "huge header",
            raw((32 << 20) + 1, "{}"),
            "claims 33554433 bytes, more than the limit of 33554432"),
        arguments("null for a tensor", file("{\"a\":null}"), "is not described by an object"),
        arguments("negative header length", raw(-1, "{}"), "claims 18446744073709551615 bytes"),
        arguments("no header", raw(0, ""), "its header is not a JSON object"),
        arguments("not JSON", file("not json"), "its header is not valid JSON"),
        arguments("not UTF-8", file("{\"\u00ff\":{}}".getBytes(ISO_8859_1), 0), "not valid JSON"),
        arguments("unfinished JSON", file("{\"a\":"), "its header is not valid JSON"),
        arguments("a list", file("[]"), "its header is not a JSON object"),
        arguments("two objects", file("{}{}"), "something follows the JSON object"),
        arguments(
            "deep JSON",
            file("{\"a\":" + "[".repeat(5000) + "]".repeat(5000) + "}"),
            "tensor \"a\" is not described by an object"),
        arguments(
            "deep JSON in an unknown member",
            file("{\"a\":{\"x\":" + "[".repeat(5000) + "]".repeat(5000) + "}}"),
            "its header is not valid JSON (Document nesting depth"),
        arguments(
            "tensor is a string",
            file("{\"a\":\"F32\"}"),
            "tensor \"a\" is not described by an object"),
        arguments(
            "tensor without dtype",
            tensor("\"shape\":[1],\"data_offsets\":[0,4]"),
            "tensor \"a\" lacks one of"),
        arguments(
            "tensor without shape",
            tensor("\"dtype\":\"F32\",\"data_offsets\":[0,4]"),
            "lacks one of"),
        arguments(
            "tensor without offsets", tensor("\"dtype\":\"F32\",\"shape\":[1]"), "lacks one of"),
        arguments(
            "unknown dtype",
            entry("F4", "[1]", "[0,4]"),
            "tensor \"a\" has the dtype \"F4\", which is not one of [F64, F32"),
        arguments(
            "dtype is a number",
            tensor("\"dtype\":32,\"shape\":[1],\"data_offsets\":[0,4]"),
            "dtype that is not a string"),
        arguments(
            "shape is a number", entry("F32", "1", "[0,4]"), "has a shape that is not a list"),
        arguments(
            "negative size",
            entry("F32", "[-1]", "[0,4]"),
            "has the negative number -1 in its shape"),
        arguments(
            "fractional size",
            entry("F32", "[1.0]", "[0,4]"),
            "has 1.0 in its shape, which is not a whole"),
        arguments("text in the shape", entry("F32", "[\"1\"]", "[0,4]"), "has 1 in its shape"),
        arguments("null in the shape", entry("F32", "[null]", "[0,4]"), "has null in its shape"),
        arguments(
            "size of 64 bits",
            entry("F32", "[9223372036854775808]", "[0,4]"),
            "not a whole number of 63 bits"),
        arguments(
            "overflowing shape",
            entry("F32", "[4294967296,4294967296]", "[0,4]"),
            "has the impossible shape"),
        arguments(
            "negative offset",
            entry("F32", "[1]", "[-4,0]"),
            "has the negative number -4 in its data_offsets"),
        arguments(
            "fractional offset", entry("F32", "[1]", "[0,4.5]"), "has 4.5 in its data_offsets"),
        arguments(
            "one offset",
            entry("F32", "[1]", "[4]"),
            "data_offsets [4], which are not a begin and an end"),
        arguments(
            "three offsets", entry("F32", "[1]", "[0,4,8]"), "which are not a begin and an end"),
        arguments(
            "swapped offsets", entry("F32", "[1]", "[4,0]"), "which are not a begin and an end"),
        arguments(
            "end beyond the file",
            entry("F32", "[2]", "[0,8]"),
            "tensor \"a\" ends at byte 8 but only 4 bytes follow"),
        arguments(
            "too many bytes",
            entry("F16", "[1]", "[0,4]"),
            "tensor \"a\" has 4 bytes but F16[1] needs 2"),
        arguments("too few bytes", entry("F64", "[1]", "[0,4]"), "has 4 bytes but F64[1] needs 8"),
        arguments(
            "overlap",
            file(pair("[0,4]", "[2,6]"), 6),
            "tensor \"b\" begins at byte 2, which leaves an overlap with the tensor before it, which ends at 4"),
        arguments("same place", file(pair("[0,4]", "[0,4]"), 4), "leaves an overlap"),
        arguments(
            "gap",
            file(pair("[0,4]", "[6,10]"), 10),
            "tensor \"b\" begins at byte 6, which leaves a gap"),
        arguments(
            "gap at the beginning",
            file(pair("[2,6]", "[6,10]"), 10),
            "tensor \"a\" begins at byte 2"),
        arguments(
            "bytes after the last tensor",
            file(pair("[0,4]", "[4,8]"), 9),
            "its tensors end at byte 8 of the 9"),
        arguments(
            "data without tensors",
            file("{}".getBytes(UTF_8), 1),
            "its tensors end at byte 0 of the 1"),
        arguments(
            "duplicate tensor",
            file(pair("[0,4]", "[4,8]").replace("\"b\"", "\"a\""), 8),
            "tensor \"a\" appears twice"),
        arguments(
            "duplicate member",
            tensor("\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]"),
            "tensor \"a\" has the member dtype twice"),
        arguments(
            "metadata is a list", file("{\"__metadata__\":[]}"), "__metadata__ is not an object"),
        arguments(
            "metadata with a number",
            file("{\"__metadata__\":{\"n\":1}}"),
            "__metadata__ entry \"n\" is not a string"),
        arguments(
            "duplicate metadata entry",
            file("{\"__metadata__\":{\"n\":\"1\",\"n\":\"2\"}}"),
            "__metadata__ entry \"n\" appears twice"),
        arguments(
            "duplicate metadata",
            file("{\"__metadata__\":{},\"__metadata__\":{}}"),
            "__metadata__ appears twice"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformed")
  void refusesAMalformedFileWithOneClearMessage(String name, byte[] content, String problem)
      throws IOException {
    Path file = Files.write(directory.resolve("bad.safetensors"), content);

    assertThatThrownBy(() -> SafetensorsReader.open(file))
        .isInstanceOf(MalformedSafetensorsException.class)
        .hasMessageStartingWith(file + " is not a valid safetensors file: ")
        .hasMessageContaining(problem)
        .message()
        .hasSizeLessThan(file.toString().length() + 400)
        .doesNotContain("\n");
  }

  @Test
  void acceptsWhatIsUnusualButValid() throws IOException {
    String json =
        """
        {"b":{"shape":[1],"x":{"y":[1]},"data_offsets":[4,8],"dtype":"F32"},
         "a":{"data_offsets":[0,4],"shape":[1,1],"dtype":"I32"},
         "empty":{"data_offsets":[4,4],"shape":[0],"dtype":"I32"}}   """;
    Path file = Files.write(directory.resolve("ok.safetensors"), file(json.getBytes(UTF_8), 8));

    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      assertThat(reader.header().tensors()).containsOnlyKeys("a", "b", "empty");
      assertThat(reader.read("b").getInt()).isEqualTo(0x01010101);
    }
  }

  @Test
  void nullMetadataIsNone() throws IOException {
    Path file =
        Files.write(
            directory.resolve("ok.safetensors"),
            file(
                "{\"__metadata__\":null,\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
                4));

    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      assertThat(reader.header().metadata()).isEmpty();
      assertThat(reader.header().tensors()).containsOnlyKeys("a");
    }
  }

  @Test
  void callsAPointerOfGitLfsOne() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("model.safetensors"),
            "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n");

    assertThatThrownBy(() -> SafetensorsReader.open(file))
        .isInstanceOf(MalformedSafetensorsException.class)
        .hasMessageStartingWith(file + " is a Git LFS pointer")
        .hasMessageContaining("git lfs pull");
  }

  @Test
  void closesTheSourceOfAMalformedFile() throws IOException {
    ByteSource source = new ClosableSource();

    assertThatThrownBy(() -> SafetensorsReader.open(source))
        .isInstanceOf(MalformedSafetensorsException.class)
        .hasMessageStartingWith("memory ");
    assertThat(((ClosableSource) source).closed).isTrue();
  }

  private static final class ClosableSource implements ByteSource {
    private boolean closed;

    @Override
    public String name() {
      return "memory";
    }

    @Override
    public long size() {
      return 3;
    }

    @Override
    public ByteBuffer read(long offset, int length) {
      throw new AssertionError("there is nothing to read");
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private static String pair(String a, String b) {
    return ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":%s},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":%s}}")
        .formatted(a, b);
  }

  private static byte[] entry(String dtype, String shape, String offsets) {
    return tensor(
        "\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":%s".formatted(dtype, shape, offsets));
  }

  private static byte[] tensor(String members) {
    return file("{\"a\":{" + members + "}}", 4);
  }

  private static byte[] file(String header) {
    return file(header, 0);
  }

  private static byte[] file(String header, int dataBytes) {
    return file(header.getBytes(UTF_8), dataBytes);
  }

  private static byte[] file(byte[] header, int dataBytes) {
    ByteBuffer file =
        ByteBuffer.allocate(8 + header.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(header.length).put(header);
    while (file.hasRemaining()) {
      file.put((byte) 1);
    }
    return file.array();
  }

  private static byte[] raw(long headerLength, String header) {
    byte[] file = file(header);
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(headerLength);
    return file;
  }
}
