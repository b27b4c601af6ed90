package io.nullscope.artifacts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestTest {

  private static final Digest DIGEST = new Digest("cd".repeat(32));
  private static final BlobRef SMALL = new BlobRef(DIGEST, 3, List.of());
  private static final BlobRef LARGE =
      new BlobRef(DIGEST, BlobRef.CHUNK_BYTES + 1L, List.of(DIGEST, DIGEST));
  private static final ArtifactRequest REQUEST =
      new ArtifactRequest("tokens", 1, Map.of("window", 128), Map.of());

  /** The stored form; a change of these bytes is a change of the format. */
  private static final String GOLDEN =
      """
      {"attributes":{"windows":12},\
      "files":{"eval.safetensors":{"bytes":3,"chunks":[],"digest":"%1$s"},\
      "train.safetensors":{"bytes":4194305,"chunks":["%1$s","%1$s"],"digest":"%1$s"}},\
      "formatVersion":1,"id":"%2$s","kind":"tokens",\
      "request":{"configuration":{"window":128},"formatVersion":1,"inputs":{},"kind":"tokens"}}"""
          .formatted(DIGEST, REQUEST.id());

  private final Manifest manifest =
      Manifest.of(
          REQUEST,
          Map.of("train.safetensors", LARGE, "eval.safetensors", SMALL),
          Map.of("windows", 12));

  @Test
  void hasTheGoldenForm() {
    assertThat(new String(manifest.toJson(), UTF_8)).isEqualTo(GOLDEN);
  }

  @Test
  void readsBackEqual() throws IOException {
    assertThat(Manifest.fromJson(manifest.toJson())).isEqualTo(manifest);
  }

  @Test
  void liesUnderItsKindAndId() {
    assertThat(Manifest.key("tokens", REQUEST.id()))
        .isEqualTo("artifacts/tokens/" + REQUEST.id() + "/manifest.json");
  }

  @Test
  void namesTheFilesThatExistWhenOneIsMissing() {
    assertThat(manifest.file("eval.safetensors")).isEqualTo(SMALL);
    assertThatThrownBy(() -> manifest.file("interp.safetensors"))
        .hasMessageContaining("interp.safetensors")
        .hasMessageContaining("train.safetensors");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`\"window\":128`, `\"window\":64`, is not the digest of the request",
        "`\"bytes\":3`, `\"bytes\":\"3\"`, `\"bytes\" is not a whole number`",
        "`\"bytes\":4194305`, `\"bytes\":4194304`, needs 0 chunk digests",
        "`\"chunks\":[]`, `\"chunks\":[1]`, `\"chunks\" holds something that is not a string`",
        "`\"files\"`, `\"file\"`, `\"files\" is not an object`",
        "`\"kind\":\"tokens\",\"request\"`, `\"kind\":\"../x\",\"request\"`, kind"
      })
  void saysWhatIsWrongWithADamagedOne(String part, String damage, String problem) {
    byte[] json = GOLDEN.replace(part, damage).getBytes(UTF_8);

    assertThatThrownBy(() -> Manifest.fromJson(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem);
  }
}
