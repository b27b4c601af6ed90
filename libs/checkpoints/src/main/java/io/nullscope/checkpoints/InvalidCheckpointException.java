package io.nullscope.checkpoints;

/** A checkpoint that cannot be used. The message names the file, the problem and what to do. */
public final class InvalidCheckpointException extends RuntimeException {

  public InvalidCheckpointException(String file, String problem) {
    this(file, problem, null);
  }

  public InvalidCheckpointException(String file, String problem, Throwable cause) {
    super(file + " " + problem, cause);
  }
}
