package io.nullscope.testing;

import java.nio.file.Files;
import java.nio.file.Path;

/** The checkout that the tests run in. */
final class Repository {

  /** System property that overrides the search. */
  private static final String PROPERTY = "nullscope.repository";

  private Repository() {}

  /**
   * The root of the checkout: the nearest directory, from the working directory upwards, that holds
   * the libraries.
   *
   * @throws IllegalStateException when there is none
   */
  static Path root() {
    String override = System.getProperty(PROPERTY);
    if (override != null) {
      return Path.of(override).toAbsolutePath().normalize();
    }
    Path start = Path.of("").toAbsolutePath();
    for (Path directory = start; directory != null; directory = directory.getParent()) {
      if (Files.exists(directory.resolve("libs/testing/pom.xml"))) {
        return directory;
      }
    }
    throw new IllegalStateException(
        start + " lies outside the checkout; set the system property " + PROPERTY + " to its root");
  }
}
