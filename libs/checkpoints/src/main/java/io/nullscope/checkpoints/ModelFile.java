package io.nullscope.checkpoints;

import io.nullscope.artifacts.GitLfsPointer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The small files of a model folder, which are read whole. */
public final class ModelFile {

  private ModelFile() {}

  /**
   * Reads a file, whose size is looked at first.
   *
   * @param maxBytes far more than such a file ever has
   * @throws InvalidCheckpointException when it is larger, or a Git LFS pointer
   */
  public static byte[] read(Path file, int maxBytes) throws IOException {
    long bytes = Files.size(file);
    if (bytes > maxBytes) {
      throw new InvalidCheckpointException(
          file.toString(),
          "has %,d bytes, more than the %,d that are read of such a file; put the right file in its place"
              .formatted(bytes, maxBytes));
    }
    requireNoPointer(file);
    return Files.readAllBytes(file);
  }

  /**
   * Refuses the text that stands for a large file in a clone made without git-lfs.
   *
   * @throws InvalidCheckpointException when the file is one
   */
  public static void requireNoPointer(Path file) throws IOException {
    if (GitLfsPointer.is(file)) {
      throw new InvalidCheckpointException(file.toString(), GitLfsPointer.PROBLEM);
    }
  }
}
