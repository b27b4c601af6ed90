package io.nullscope.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.io.TempDir;

class SharedDataTest {

  @TempDir Path directory;

  @Test
  void findsTheFolderBesideTheCheckout() throws IOException {
    Path data = Files.createDirectories(directory.resolve("shared/data"));
    Path module = Files.createDirectories(directory.resolve("checkout/libs/study"));

    assertThat(SharedData.locate(null, module)).contains(data);
    assertThat(SharedData.locate(" ", module)).contains(data);
  }

  @Test
  void prefersTheFolderThatWasNamed() throws IOException {
    Files.createDirectories(directory.resolve("shared/data"));
    Path named = Files.createDirectories(directory.resolve("elsewhere"));

    assertThat(SharedData.locate(named.toString(), directory)).contains(named);
  }

  @Test
  void doesNotSkipSilentlyWhenTheNamedFolderIsMissing() {
    String named = directory.resolve("missing").toString();

    assertThatThrownBy(() -> SharedData.locate(named, directory))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(named);
  }

  @Test
  void saysWhyATestIsSkipped() throws IOException {
    Files.createFile(directory.resolve("there"));

    assertThat(evaluate(Optional.empty()).isDisabled()).isTrue();
    assertThat(evaluate(Optional.empty()).getReason().orElseThrow())
        .contains("NULLSCOPE_SHARED_DATA");
    assertThat(evaluate(Optional.of(directory)).isDisabled()).isFalse();
    assertThat(evaluate(Optional.of(directory), "there").isDisabled()).isFalse();
    ConditionEvaluationResult missing = evaluate(Optional.of(directory), "there", "not-there");
    assertThat(missing.isDisabled()).isTrue();
    assertThat(missing.getReason().orElseThrow()).contains("not found: not-there");
  }

  private static ConditionEvaluationResult evaluate(Optional<Path> found, String... needed) {
    return SharedDataCondition.evaluate(needed, found);
  }
}
