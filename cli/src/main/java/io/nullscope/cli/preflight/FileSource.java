package io.nullscope.cli.preflight;

import java.nio.file.Path;
import java.util.Optional;

/** Sources of models and corpora that are on this machine. */
public final class FileSource {
  /** What such a source begins with. */
  public static final String SCHEME = "file:";

  private FileSource() {}

  /** The path of a {@code file:} source; {@code file:///x} is the same as {@code file:/x}. */
  public static Optional<Path> path(String source) {
    return source.startsWith(SCHEME)
        ? Optional.of(Path.of(source.substring(SCHEME.length()).replaceFirst("^///", "/")))
        : Optional.empty();
  }
}
