package io.nullscope.artifacts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {

  /** From FIPS 180-2, appendix B.1. */
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void agreesWithTheStandardFromEverySource(@TempDir Path directory) throws IOException {
    byte[] abc = "abc".getBytes(UTF_8);
    Path file = Files.write(directory.resolve("abc"), abc);
    ByteBuffer buffer = ByteBuffer.wrap("xabcx".getBytes(UTF_8), 1, 3);

    assertThat(Digest.of(abc)).hasToString(ABC);
    assertThat(Digest.of(file)).hasToString(ABC);
    assertThat(Digest.of(buffer)).hasToString(ABC);
    assertThat(buffer.remaining()).isEqualTo(3);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {"", "ba78", "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"})
  void refusesWhatIsNoDigest(String hex) {
    assertThatThrownBy(() -> new Digest(hex))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("64 lower-case hexadecimal digits");
    assertThatThrownBy(() -> new ArtifactId(hex)).hasMessageContaining("artifact id");
  }
}
