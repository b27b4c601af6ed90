package io.nullscope.cli;

import io.nullscope.cli.client.ResultFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The folder for the result files of one study. */
record ResultDirectory(Path path, String studyId) {
  /** {@code results.json} begins with it. */
  private static final Pattern STUDY_ID = Pattern.compile("\"studyId\"\\s*:\\s*\"([^\"]+)\"");

  private static final int BEGINNING = 4096;

  /** The folder that a user named, or one of the study's own. */
  static ResultDirectory of(Optional<Path> named, String studyId) {
    Path path = named.orElse(Path.of("nullscope-out", studyId));
    return new ResultDirectory(path.toAbsolutePath().normalize(), studyId);
  }

  /**
   * Why the files cannot go there: what lies there already belongs to another study, and would be
   * lost. Files of the same study are replaced.
   */
  Optional<String> refusal() throws IOException {
    if (Files.exists(path) && !Files.isDirectory(path)) {
      return Optional.of(path + " is a file; name a folder with --out.");
    }
    Path results = path.resolve("results.json");
    if (Files.exists(results)) {
      String owner = owner(results);
      return owner.equals("study " + studyId)
          ? Optional.empty()
          : Optional.of(
              "%s holds the results of %s, which would be overwritten; name another folder with --out, or remove them."
                  .formatted(path, owner));
    }
    return ResultFiles.NAMES.stream()
        .filter(name -> Files.exists(path.resolve(name)))
        .findFirst()
        .map(
            name ->
                "%s holds a file %s of unknown origin, which would be overwritten; name another folder with --out, or remove it."
                    .formatted(path, name));
  }

  private static String owner(Path results) throws IOException {
    try (InputStream in = Files.newInputStream(results)) {
      Matcher id = STUDY_ID.matcher(new String(in.readNBytes(BEGINNING), StandardCharsets.UTF_8));
      return id.find() ? "study " + id.group(1) : "something else";
    }
  }
}
