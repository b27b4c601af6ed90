package io.nullscope.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where the files of a study go. */
final class ResultsOption {
  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where the files go (default: ./nullscope-out/<id of the study>).")
  private Path out;

  /** The folder; empty, with the reason printed, when the files of this study may not go there. */
  Optional<ResultDirectory> directory(Console console, String studyId) throws IOException {
    ResultDirectory directory = ResultDirectory.of(Optional.ofNullable(out), studyId);
    Optional<String> refusal = directory.refusal();
    refusal.ifPresent(console::say);
    return refusal.isPresent() ? Optional.empty() : Optional.of(directory);
  }
}
