package io.nullscope.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Data that tests may use but that is not part of the repository: {@code shared/data} beside the
 * checkout, or wherever the system property {@value #PROPERTY} or the environment variable {@value
 * #ENVIRONMENT} points.
 */
public final class SharedData {

  /** System property that names the folder. */
  public static final String PROPERTY = "nullscope.shared.data";

  /** Environment variable that names the folder. */
  public static final String ENVIRONMENT = "NULLSCOPE_SHARED_DATA";

  private SharedData() {}

  /**
   * The folder, or empty when there is none.
   *
   * @throws IllegalStateException when it was named explicitly but does not exist
   */
  public static Optional<Path> directory() {
    String named = System.getProperty(PROPERTY, System.getenv(ENVIRONMENT));
    return locate(named, Path.of("").toAbsolutePath());
  }

  /**
   * A file or folder of the shared data; for tests that carry {@link RequiresSharedData}.
   *
   * @throws IllegalStateException when it is not there
   */
  public static Path path(String relative) {
    return directory()
        .map(directory -> directory.resolve(relative))
        .filter(Files::exists)
        .orElseThrow(() -> new IllegalStateException(missing(relative)));
  }

  static Optional<Path> locate(String named, Path start) {
    if (named != null && !named.isBlank()) {
      Path directory = Path.of(named);
      if (!Files.isDirectory(directory)) {
        throw new IllegalStateException(
            "The shared data folder "
                + directory
                + " does not exist; correct "
                + PROPERTY
                + " or "
                + ENVIRONMENT);
      }
      return Optional.of(directory);
    }
    for (Path directory = start; directory != null; directory = directory.getParent()) {
      Path candidate = directory.resolve("shared/data");
      if (Files.isDirectory(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  static String missing(String what) {
    return "shared data not found: "
        + what
        + "; put it into shared/data beside the checkout or set "
        + ENVIRONMENT;
  }
}
