package io.nullscope.artifacts.safetensors;

/**
 * A file is not a valid safetensors file. The message names the file, the tensor if there is one,
 * and the problem.
 */
public final class MalformedSafetensorsException extends RuntimeException {

  MalformedSafetensorsException(String source, String problem) {
    super(source + " is not a valid safetensors file: " + problem);
  }

  MalformedSafetensorsException(String source, String problem, Throwable cause) {
    super(source + " is not a valid safetensors file: " + problem, cause);
  }
}
