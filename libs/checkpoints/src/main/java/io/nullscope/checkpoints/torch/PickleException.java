package io.nullscope.checkpoints.torch;

/** A pickle that is malformed, or that asks for something that is not a tensor. */
final class PickleException extends RuntimeException {

  PickleException(String problem) {
    super(problem);
  }

  PickleException(String problem, Throwable cause) {
    super(problem, cause);
  }
}
