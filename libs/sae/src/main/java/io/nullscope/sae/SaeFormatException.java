package io.nullscope.sae;

/** Files do not hold what was expected of them; the message names the file and the problem. */
public final class SaeFormatException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  SaeFormatException(String file, String problem) {
    super(file + ": " + problem);
  }

  SaeFormatException(String file, String problem, Throwable cause) {
    super(file + ": " + problem, cause);
  }
}
