package io.nullscope.hub;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** Fetches a file in a process of its own: ENDPOINT CACHE REPOSITORY COMMIT FILE. */
final class FetchProgram {

  private FetchProgram() {}

  public static void main(String[] arguments) {
    HubSettings settings =
        new HubSettings(URI.create(arguments[0]), Path.of(arguments[1]), Optional.empty(), false);
    new Hub(settings, DownloadListener.NONE)
        .fetch(new Repository(arguments[2]), arguments[3], arguments[4]);
  }
}
