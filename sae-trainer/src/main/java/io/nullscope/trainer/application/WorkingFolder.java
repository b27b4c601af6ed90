package io.nullscope.trainer.application;

import io.nullscope.messaging.RejectedException;
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

  /**
   * Makes sure that there is room for so many bytes.
   *
   * @throws RejectedException DISK_FULL when there is not
   */
  void requireRoom(long bytes) throws IOException {
    long room = Files.getFileStore(path).getUsableSpace();
    if (room < bytes) {
      throw new RejectedException(
          "DISK_FULL",
          "the training activations take %,d MB in %s, where %,d MB are free; make room, or name another folder in NULLSCOPE_TRAINER_SCRATCH_DIRECTORY, and run the study again"
              .formatted(bytes >> 20, path.getParent(), room >> 20));
    }
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
