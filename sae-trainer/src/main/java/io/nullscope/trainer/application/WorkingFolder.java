package io.nullscope.trainer.application;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder for working files, deleted at the end with all that is in it. */
record WorkingFolder(Path path) implements AutoCloseable {

  /**
   * Makes one.
   *
   * @param scratch existing folder to make it in
   */
  static WorkingFolder in(Path scratch) throws IOException {
    return new WorkingFolder(Files.createTempDirectory(scratch, "nullscope-sae"));
  }

  /** A new folder inside. */
  Path folder(String name) throws IOException {
    return Files.createDirectories(path.resolve(name));
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
