package io.nullscope.service;

import io.nullscope.messaging.RejectedException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The folders from which studies may have files read: models, corpora, explanations. A service that
 * takes studies from others must not become their window into its machine. Links are followed
 * before a path is judged. Without folders everything that the service can read is allowed, as on
 * the machine of the user whose study it is.
 */
public final class SourceRoots {

  private static final String CODE = "SOURCE_NOT_ALLOWED";

  private final List<Path> roots;

  private SourceRoots(List<Path> roots) {
    this.roots = roots;
  }

  /** Everything that the service can read. */
  public static SourceRoots anywhere() {
    return new SourceRoots(List.of());
  }

  /**
   * The folders of a setting.
   *
   * @param folders separated as in PATH; empty for everything
   * @throws IllegalArgumentException if one of them is no folder
   */
  public static SourceRoots of(Optional<String> folders) {
    return new SourceRoots(
        folders.stream()
            .flatMap(text -> Arrays.stream(text.split(File.pathSeparator)))
            .map(String::strip)
            .filter(text -> !text.isEmpty())
            .map(SourceRoots::root)
            .toList());
  }

  private static Path root(String folder) {
    try {
      return Path.of(folder).toRealPath();
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "NULLSCOPE_SOURCE_ROOTS names %s, which is not there: name folders, separated by %s"
              .formatted(folder, File.pathSeparator),
          e);
    }
  }

  /**
   * Checks a file or folder; whether it is there is left to whoever reads it.
   *
   * @param setting of the study that names it
   * @return the path
   * @throws RejectedException SOURCE_NOT_ALLOWED if it lies, or leads, elsewhere. Whether it exists
   *     is not told
   */
  public Path require(String setting, Path path) {
    if (!roots.isEmpty()) {
      Path real = real(path.toAbsolutePath().normalize());
      if (roots.stream().noneMatch(real::startsWith)) {
        throw new RejectedException(
            CODE,
            "%s: %s is not below a folder that studies may read from (NULLSCOPE_SOURCE_ROOTS: %s); put it there, or have the folder allowed"
                .formatted(
                    setting,
                    path,
                    roots.stream()
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator))));
      }
    }
    return path;
  }

  /**
   * Checks a folder and all that lies in it.
   *
   * @param setting of the study that names it
   * @return the folder
   * @throws RejectedException SOURCE_NOT_ALLOWED as {@link #require}
   */
  public Path requireFolder(String setting, Path folder) {
    require(setting, folder);
    if (!roots.isEmpty() && Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        files.forEach(file -> require(setting, file));
      } catch (IOException e) {
        throw new UncheckedIOException("reading the folder " + folder, e);
      }
    }
    return folder;
  }

  /** Where a path leads; what is not there lies where the part of it lies that is there. */
  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      Path parent = path.getParent();
      return parent == null ? path : real(parent).resolve(path.getFileName());
    }
  }
}
