package io.nullscope.study;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where models and corpora come from: {@code file:PATH} or {@code demo}, and {@code hf:OWNER/NAME}
 * for models.
 */
final class SpecSource {
  private SpecSource() {}

  private static final String FILE_FORMS = "use file:PATH, or demo for what is bundled";
  private static final String MODEL_FORMS =
      "use file:PATH, hf:OWNER/NAME for a model of the Hugging Face Hub, or demo for the bundled one";

  /** As the Hub has it; a path would leave its folder with two points. */
  private static final Pattern REPOSITORY =
      Pattern.compile(
          "(?!.*\\.\\.)[A-Za-z0-9][A-Za-z0-9._-]{0,95}/[A-Za-z0-9][A-Za-z0-9._-]{0,95}");

  /** A source that a study leaves to be set; between the braces stands what is to be written. */
  private static final Pattern OPEN = Pattern.compile("\\$\\{([^{}]*)}");

  private static final Pattern REVISION = Pattern.compile("[!-~]{1,250}");

  /** Reports what is wrong with the source of a model, if anything. */
  static void checkModel(SpecSection section, String key, String source) {
    if (isOpen(section, key, source)) {
      return;
    }
    if (!source.startsWith(ModelSpec.HUB_SCHEME)) {
      problem(
              source,
              isRepository(source)
                  ? "write hf:" + source + ", or file:DIR for a folder"
                  : MODEL_FORMS)
          .ifPresent(found -> section.error(key, found[0], found[1]));
    } else if (!isRepository(source.substring(ModelSpec.HUB_SCHEME.length()))) {
      section.error(
          key,
          "'" + source + "' does not name a repository",
          "write hf:OWNER/NAME, e.g. hf:EleutherAI/pythia-70m");
    }
  }

  /** Reports what is wrong with a revision of a repository, if anything. */
  static void checkRevision(SpecSection section, String key, Optional<String> revision) {
    revision
        .filter(value -> !REVISION.matcher(value).matches())
        .ifPresent(
            value ->
                section.error(
                    key,
                    "'" + value + "' cannot be a revision",
                    "write a branch, a tag or a whole commit id"));
  }

  /** Reports what is wrong with a source, if anything. */
  static void check(SpecSection section, String key, String source) {
    if (!isOpen(section, key, source)) {
      problem(source, FILE_FORMS).ifPresent(found -> section.error(key, found[0], found[1]));
    }
  }

  private static boolean isOpen(SpecSection section, String key, String source) {
    Matcher open = OPEN.matcher(source);
    if (!open.matches()) {
      return false;
    }
    section.open(key, open.group(1).isBlank() ? "file:PATH" : open.group(1));
    return true;
  }

  /** True for what may be the name of a repository of the Hub. */
  static boolean isRepository(String text) {
    return REPOSITORY.matcher(text).matches();
  }

  /** The problem and the fix. */
  private static Optional<String[]> problem(String source, String forms) {
    if (source.startsWith("hf:")) {
      return found(
          "Hugging Face sources (hf:) are for models; for a corpus they are not available in this version",
          "download the text and write file:FILE");
    }
    if (source.equals(ModelSpec.DEMO_SOURCE)) {
      return Optional.empty();
    }
    if (source.startsWith("s3:")) {
      return found(
          "S3 sources (s3:) are not available in this version",
          "copy the files to where the services can read them and write file:PATH");
    }
    if (!source.startsWith("file:")) {
      return found("'" + source + "' does not say what kind of source it is", forms);
    }
    String path = source.substring("file:".length());
    if (path.isBlank()) {
      return found("names no path", "write the path after file:");
    }
    if (path.startsWith("~")) {
      return found("'~' is not expanded after file:", "write the path in full");
    }
    if (path.indexOf('\0') >= 0) {
      return found("the path has a zero character", "write the path in full");
    }
    return Optional.empty();
  }

  private static Optional<String[]> found(String problem, String fix) {
    return Optional.of(new String[] {problem, fix});
  }
}
