package io.nullscope.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
  @TempDir private Path directory;

  @Test
  void keepsTheLogOfThePreviousRunOnly() throws IOException {
    LogFile log = new LogFile(directory.resolve("kafka.log"));
    log.rotate();
    Files.writeString(log.path(), "first run");
    log.rotate();
    Files.writeString(log.path(), "second run");
    log.rotate();

    assertThat(log.path()).isEmptyFile();
    assertThat(directory.resolve("kafka.previous.log")).hasContent("second run");
    assertThat(directory).isDirectoryNotContaining("glob:**first*");
  }

  @Test
  void findsALineAfterAnOffset() throws IOException {
    LogFile log = new LogFile(directory.resolve("kafka.log"));
    Files.writeString(log.path(), "READY port=1\nnot READY\n");
    long offset = log.size();

    assertThat(log.hasLineStartingWith("READY", 0)).isTrue();
    assertThat(log.hasLineStartingWith("READY", offset)).isFalse();
  }

  @Test
  void showsItsEnd() throws IOException {
    LogFile log = new LogFile(directory.resolve("kafka.log"));
    assertThat(log.tail(2)).contains("cannot be read");
    log.rotate();
    assertThat(log.tail(2)).isEqualTo("(the log is empty)");

    Files.writeString(log.path(), "a\nb\nc\n");

    assertThat(log.tail(2)).isEqualTo("b\nc");
  }
}
