package io.nullscope.cli.client;

/** The server cannot be reached, or it refused a request. The message says what to do. */
public final class ServerException extends RuntimeException {
  public ServerException(String message, Throwable cause) {
    super(message, cause);
  }
}
