package io.nullscope.variant.adapter.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Sizes, times and identities of the files of a folder, to see whether one was written since. */
final class FileStamps {

  private final Map<Path, Stamp> stamps;

  /**
   * What a write changes.
   *
   * @param key identity of the file where the system has one, so that a replaced file shows
   */
  private record Stamp(long bytes, FileTime modified, Object key) {

    static Stamp of(Path file) throws IOException {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
    }
  }

  private FileStamps(Map<Path, Stamp> stamps) {
    this.stamps = stamps;
  }

  /** The files of a folder as they are now; links are followed. */
  static FileStamps of(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> listing = Files.list(folder)) {
      files = listing.filter(Files::isRegularFile).toList();
    }
    Map<Path, Stamp> stamps = new HashMap<>();
    for (Path file : files) {
      stamps.put(file, Stamp.of(file));
    }
    return new FileStamps(stamps);
  }

  /** The first of these files that is another than it was. */
  Optional<Path> changed(Collection<Path> files) throws IOException {
    for (Path file : files) {
      if (!Files.isRegularFile(file) || !Stamp.of(file).equals(stamps.get(file))) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }
}
