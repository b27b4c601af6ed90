package io.nullscope.cli;

import io.nullscope.study.SpecError;
import io.nullscope.study.SpecResult;
import io.nullscope.study.StudySpec;
import io.nullscope.study.StudySpecReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
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
      description = {
        "Sets one field, for example --set sae.k=32; may be given several times.",
        "Relative paths after file: start at the current directory, here and in the study file."
      })
  private List<String> overrides = new ArrayList<>();

  /**
   * Reads and validates the study, with paths made absolute. Prints warnings, or every error.
   *
   * @return empty when the study is invalid
   */
  Optional<StudySpec> load(Console console) throws IOException {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      console.say(
          "%s does not exist (looked in %s).".formatted(file, Path.of("").toAbsolutePath()));
      return Optional.empty();
    } catch (CharacterCodingException e) {
      console.say(file + " is not UTF-8 text; save it as UTF-8.");
      return Optional.empty();
    }
    return parse(console, file.toString(), text, overrides);
  }

  /**
   * Validates the text of a study, with paths made absolute. Prints warnings, or every error.
   *
   * @param name what to call the study file in messages
   * @return empty when the study is invalid
   */
  static Optional<StudySpec> parse(
      Console console, String name, String text, List<String> overrides) {
    SpecResult result = StudySpecReader.withOverrides(text, overrides);
    if (result instanceof SpecResult.Valid valid) {
      valid.warnings().forEach(warning -> console.say("Warning: " + warning));
      return Optional.of(SourcePaths.absolute(valid.spec(), Path.of("")));
    }
    List<SpecError> errors = ((SpecResult.Invalid) result).errors();
    console.say(
        "%s is invalid, %s:"
            .formatted(name, errors.size() == 1 ? "1 error" : errors.size() + " errors"));
    errors.forEach(error -> console.say("  " + error));
    return Optional.empty();
  }
}
