package io.nullscope.metrics.adapter.report;

import java.util.Locale;

/**
 * Texts of strangers (language models, corpora) as they are shown. HTML is the template's concern;
 * this is about characters that show nothing and change how others are shown: controls and the
 * marks that turn the direction of writing around.
 */
final class VisibleText {

  private VisibleText() {}

  /** The text with each such character spelled out, as in [U+202E]. Tabs and line ends stay. */
  static String of(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (isHidden(c)) {
                out.append(String.format(Locale.ROOT, "[U+%04X]", c));
              } else {
                out.appendCodePoint(c);
              }
            });
    return out.toString();
  }

  private static boolean isHidden(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL -> codePoint != '\n' && codePoint != '\t' && codePoint != '\r';
      case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE -> true;
      // Joiners are letters' business in many scripts and emoji.
      case Character.FORMAT -> codePoint != 0x200C && codePoint != 0x200D;
      default -> false;
    };
  }
}
