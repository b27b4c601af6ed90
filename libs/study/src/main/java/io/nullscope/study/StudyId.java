package io.nullscope.study;

import java.text.Normalizer;
import java.util.Locale;

/**
 * Names a study everywhere: in topics' keys, object names and addresses. Letters, digits, dots,
 * dashes and underscores; at most 128 of them.
 */
public record StudyId(String value) {
  private static final int SLUG_LENGTH = 60;
  private static final int HASH_LENGTH = 12;

  public StudyId {
    if (!value.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,127}")) {
      throw new IllegalArgumentException(
          "'"
              + value
              + "' is not a study id; use at most 128 letters, digits, dots, dashes and underscores, starting with a letter or digit");
    }
  }

  /**
   * "&lt;slug of the name&gt;-&lt;first 12 hexadecimal digits of the hash&gt;": the same study
   * always has the same id.
   */
  public static StudyId derive(StudySpec spec) {
    String slug =
        Normalizer.normalize(spec.name(), Normalizer.Form.NFKD)
            .replaceAll("\\p{M}", "")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-");
    slug = slug.substring(0, Math.min(slug.length(), SLUG_LENGTH)).replaceAll("^-+|-+$", "");
    return new StudyId(
        (slug.isEmpty() ? "study" : slug) + "-" + spec.hash().substring(0, HASH_LENGTH));
  }

  @Override
  public String toString() {
    return value;
  }
}
