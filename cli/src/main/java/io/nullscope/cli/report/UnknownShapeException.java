package io.nullscope.cli.report;

/**
 * The sizes of a model cannot be found out on this machine. The message says why and what to do.
 */
public final class UnknownShapeException extends RuntimeException {
  public UnknownShapeException(String message) {
    super(message);
  }
}
