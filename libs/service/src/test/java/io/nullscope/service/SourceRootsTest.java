package io.nullscope.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nullscope.messaging.RejectedException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceRootsTest {

  @TempDir Path directory;
  private Path models;
  private Path secret;
  private SourceRoots roots;

  @BeforeEach
  void folders() throws IOException {
    models = Files.createDirectories(directory.resolve("models"));
    Path texts = Files.createDirectories(directory.resolve("texts"));
    secret = Files.writeString(directory.resolve("secret"), "root:x:0:0");
    roots = SourceRoots.of(Optional.of(models + File.pathSeparator + texts));
  }

  private void refuses(Path path) {
    assertThatThrownBy(() -> roots.require("model.source", path))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("NULLSCOPE_SOURCE_ROOTS")
        .hasMessageStartingWith("model.source: " + path)
        .hasMessageNotContaining("root:x");
  }

  @Test
  void allowsWhatLiesBelowAFolder() throws IOException {
    Path file = Files.writeString(models.resolve("corpus.txt"), "x");

    assertThat(roots.require("corpus.source", file)).isEqualTo(file);
    assertThat(roots.require("model.source", models)).isEqualTo(models);
    assertThat(roots.require("corpus.source", models.resolve("not/there"))).isNotNull();
  }

  @Test
  void refusesWhatLiesElsewhere() {
    refuses(secret);
    refuses(Path.of("/etc/passwd"));
    refuses(models.resolve("../secret"));
    refuses(directory.resolve("models-of-others"));
    refuses(directory.resolve("not-there"));
  }

  @Test
  void followsLinksBeforeItJudges() throws IOException {
    refuses(Files.createSymbolicLink(models.resolve("innocent.jsonl"), secret));
    refuses(Files.createSymbolicLink(models.resolve("folder"), directory).resolve("secret"));
    Path inside = Files.writeString(models.resolve("a"), "x");
    roots.require("model.source", Files.createSymbolicLink(models.resolve("b"), inside));
  }

  @Test
  void aFolderWithALinkToTheOutsideIsRefused() throws IOException {
    Files.createSymbolicLink(models.resolve("config.json"), secret);

    assertThatThrownBy(() -> roots.requireFolder("model.source", models))
        .isInstanceOf(RejectedException.class);
    assertThat(SourceRoots.anywhere().requireFolder("model.source", models)).isEqualTo(models);
  }

  @Test
  void withoutFoldersEverythingIsAllowed() {
    assertThat(SourceRoots.of(Optional.empty()).require("model.source", secret)).isEqualTo(secret);
    assertThat(SourceRoots.of(Optional.of(" ")).require("model.source", secret)).isEqualTo(secret);
  }

  @Test
  void aFolderThatIsNotThereIsNoticedAtTheStart() {
    assertThatThrownBy(() -> SourceRoots.of(Optional.of("/no/such/folder")))
        .hasMessageContaining("/no/such/folder");
  }
}
