package io.nullscope.cli;

import io.nullscope.cli.preflight.Findings;
import io.nullscope.cli.preflight.Preflight;
import io.nullscope.study.SpecError;
import io.nullscope.study.SpecResult;
import io.nullscope.study.StudySpec;
import io.nullscope.study.StudySpecReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The study file and the fields that the command line sets in it. */
final class StudyArguments {
  @Parameters(paramLabel = "STUDY.yaml", description = "The study file, YAML or JSON.")
  private Path file;

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description =
          "Sets one field, for example --set sae.k=32; may be given several times. "
              + "Relative paths after file: start at the current directory, here and in the study file.")
  private List<String> overrides = new ArrayList<>();

  /**
   * Reads and validates the study, with paths made absolute, and looks at what it needs. Prints
   * warnings, and every error.
   *
   * @return empty when the study is invalid
   */
  Optional<StudySpec> load(Console console, Preflight preflight) throws IOException {
    return read(console).flatMap(result -> accept(console, result, preflight));
  }

  /** The second half of {@link #load}. */
  Optional<StudySpec> accept(Console console, SpecResult result, Preflight preflight) {
    return accept(console, file.toString(), result, preflight);
  }

  /**
   * Reads the study. Prints why there is no text to read.
   *
   * @return empty when there is none
   */
  Optional<SpecResult> read(Console console) throws IOException {
    if (Files.isDirectory(file)) {
      console.say(file + " is a folder; name the study file in it.");
      return Optional.empty();
    }
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      console.say(
          "%s does not exist (looked in %s).".formatted(file, Path.of("").toAbsolutePath()));
      return Optional.empty();
    } catch (AccessDeniedException e) {
      console.say("You may not read " + file + ".");
      return Optional.empty();
    } catch (CharacterCodingException e) {
      console.say(file + " is not UTF-8 text; save it as UTF-8.");
      return Optional.empty();
    }
    return Optional.of(StudySpecReader.withOverrides(text, overrides));
  }

  /**
   * Makes the paths of a valid study absolute, and looks at what it needs. Prints warnings, and
   * every error.
   *
   * @param name what to call the study file in messages
   * @return empty when the study is invalid
   */
  static Optional<StudySpec> accept(
      Console console, String name, SpecResult result, Preflight preflight) {
    if (result instanceof SpecResult.Valid valid) {
      StudySpec spec = SourcePaths.absolute(valid.spec(), Path.of(""));
      Findings findings = preflight.check(spec, valid.lines());
      valid.warnings().forEach(warning -> console.say("Warning: " + warning));
      findings.warnings().forEach(warning -> console.say("Warning: " + warning));
      if (findings.errors().isEmpty()) {
        return Optional.of(spec);
      }
      report(console, name + " cannot run as it is", findings.errors());
      return Optional.empty();
    }
    SpecResult.Invalid invalid = (SpecResult.Invalid) result;
    report(
        console, name + (invalid.isOpen() ? " is not complete" : " is invalid"), invalid.errors());
    return Optional.empty();
  }

  private static void report(Console console, String verdict, List<SpecError> errors) {
    console.say(
        "%s, %s:".formatted(verdict, errors.size() == 1 ? "1 error" : errors.size() + " errors"));
    errors.forEach(error -> console.say("  " + error));
  }
}
