package io.nullscope.cli.stack;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/** Tells whether a child can do its work. */
@FunctionalInterface
interface Readiness {
  int HTTP_TIMEOUT_MILLIS = 2_000;

  boolean ready(SupervisedChild child);

  /** Ready when the process has printed a line that starts with the text. */
  static Readiness logLine(String start) {
    return child -> {
      try {
        return child.log().hasLineStartingWith(start, child.logOffset());
      } catch (IOException e) {
        throw new StackException("Cannot read the log of %s: %s.".formatted(child.name(), e), e);
      }
    };
  }

  /** Ready when the address answers 200. */
  static Readiness http(URI address) {
    return child -> {
      try {
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
        connection.setConnectTimeout(HTTP_TIMEOUT_MILLIS);
        connection.setReadTimeout(HTTP_TIMEOUT_MILLIS);
        try {
          return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } finally {
          connection.disconnect();
        }
      } catch (IOException e) {
        // Nobody listens yet, or the answer takes too long: not ready.
        return false;
      }
    };
  }
}
