package io.nullscope.v1;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The bytes of every message are part of the contract: data that was written yesterday must be
 * readable tomorrow, and a renumbered or retyped field turns these tests red. New golden files are
 * written with {@code -Dgolden.write=true}; a changed one is a new version of the message.
 */
class GoldenBytesTest {

  private static final List<FileDescriptor> FILES =
      List.of(
          Study.getDescriptor(),
          Events.getDescriptor(),
          Scores.getDescriptor(),
          StudyServiceOuterClass.getDescriptor(),
          ResultsServiceOuterClass.getDescriptor());

  @TestFactory
  Stream<DynamicTest> everyMessageKeepsItsBytes() {
    return FILES.stream()
        .flatMap(file -> file.getMessageTypes().stream())
        .map(
            type ->
                DynamicTest.dynamicTest(type.getName(), () -> check(SampleMessages.filled(type))));
  }

  @Test
  void everyGoldenFileBelongsToAMessage() throws Exception {
    List<String> names =
        FILES.stream()
            .flatMap(file -> file.getMessageTypes().stream())
            .map(Descriptor::getName)
            .toList();
    Path folder = Path.of(GoldenBytesTest.class.getResource("/golden").toURI());
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString().replace(".v1.binpb", "")))
          .isSubsetOf(names);
    }
  }

  private static void check(Message message) throws IOException {
    String name = message.getDescriptorForType().getName() + ".v1.binpb";
    byte[] bytes = deterministicBytes(message);
    if (Boolean.getBoolean("golden.write")) {
      Path file = Path.of("src/test/resources/golden", name);
      Files.createDirectories(file.getParent());
      Files.write(file, bytes);
    }
    byte[] golden;
    try (InputStream in = GoldenBytesTest.class.getResourceAsStream("/golden/" + name)) {
      assertThat(in)
          .as("golden file of a new message: run once with -Dgolden.write=true")
          .isNotNull();
      golden = in.readAllBytes();
    }
    assertThat(bytes).isEqualTo(golden);
    assertThat(message.getParserForType().parseFrom(golden)).isEqualTo(message);
  }

  private static byte[] deterministicBytes(Message message) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CodedOutputStream coded = CodedOutputStream.newInstance(out);
    coded.useDeterministicSerialization();
    message.writeTo(coded);
    coded.flush();
    return out.toByteArray();
  }
}
