package io.nullscope.study;

import java.util.Optional;

/** Where models and corpora come from: {@code file:PATH} or {@code demo}. */
final class SpecSource {
  private SpecSource() {}

  /** Reports what is wrong with a source, if anything. */
  static void check(SpecSection section, String key, String source) {
    problem(source).ifPresent(found -> section.error(key, found[0], found[1]));
  }

  /** The problem and the fix. */
  private static Optional<String[]> problem(String source) {
    String forms = "use file:PATH, or demo for what is bundled";
    if (source.startsWith("hf:")) {
      return found(
          "Hugging Face sources (hf:) are not available in this version",
          "download the files and write file:DIR");
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
