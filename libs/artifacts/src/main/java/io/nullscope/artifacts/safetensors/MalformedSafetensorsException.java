package io.nullscope.artifacts.safetensors;

/**
 * A file is not a valid safetensors file. The message names the file, the tensor if there is one,
 * and the problem.
 */
public final class MalformedSafetensorsException extends RuntimeException {

  /** The whole message, for files that are plainly something else. */
  MalformedSafetensorsException(String message) {
    super(message);
  }

  MalformedSafetensorsException(String source, String problem) {
    super(source + " is not a valid safetensors file: " + problem);
  }

  MalformedSafetensorsException(String source, String problem, Throwable cause) {
    super(source + " is not a valid safetensors file: " + problem, cause);
  }
}
