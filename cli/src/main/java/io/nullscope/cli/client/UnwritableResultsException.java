package io.nullscope.cli.client;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Optional;

/** The results of a study are there, but their folder cannot be written. */
public final class UnwritableResultsException extends RuntimeException {
  UnwritableResultsException(Path directory, String studyId, IOException cause) {
    super(
        "The results cannot be written to %s: %s. They are kept: when that is mended, 'nullscope results %s' writes them."
            .formatted(directory, reason(cause), studyId),
        cause);
  }

  /** The message of a FileSystemException begins with the name of the file, or is nothing else. */
  private static String reason(IOException cause) {
    if (!(cause instanceof FileSystemException file)) {
      return cause.getMessage();
    }
    return Optional.ofNullable(file.getReason())
        .orElse(file.getFile() + " (" + file.getClass().getSimpleName() + ")");
  }
}
