package io.nullscope.cli.preflight;

import java.nio.file.Files;
import java.nio.file.Path;

/** The directory of the results, which may have to be made: whether it can be. */
final class OutDirectory {
  private OutDirectory() {}

  static void check(Path directory, Findings findings) {
    Path existing = directory;
    while (existing.getParent() != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    if (!Files.isDirectory(existing)) {
      findings.error(
          "--out: %s is a file, not a directory".formatted(existing),
          "choose another with --out DIR");
    } else if (!Files.isWritable(existing)) {
      findings.error(
          "--out: %s may not be written".formatted(existing), "choose another with --out DIR");
    }
  }
}
