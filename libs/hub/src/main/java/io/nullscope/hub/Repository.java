package io.nullscope.hub;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A model repository of the Hub, {@code OWNER/NAME}.
 *
 * @param id checked, so that it is safe in an address and as the name of a folder
 */
public record Repository(String id) {

  private static final String SCHEME = "hf:";
  private static final Pattern ID =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,95}/[A-Za-z0-9][A-Za-z0-9._-]{0,95}");

  /**
   * @throws IllegalArgumentException when the id is not {@code OWNER/NAME}
   */
  public Repository {
    if (!ID.matcher(id).matches() || id.contains("..")) {
      throw new IllegalArgumentException("\"" + id + "\" is not OWNER/NAME");
    }
  }

  /**
   * The repository that a source {@code hf:OWNER/NAME} names, or empty for other sources.
   *
   * @throws IllegalArgumentException when what follows {@code hf:} is not {@code OWNER/NAME}
   */
  public static Optional<Repository> ofSource(String source) {
    return source.startsWith(SCHEME)
        ? Optional.of(new Repository(source.substring(SCHEME.length())))
        : Optional.empty();
  }

  String folder() {
    return "models--" + id.replace("/", "--");
  }

  @Override
  public String toString() {
    return id;
  }
}
