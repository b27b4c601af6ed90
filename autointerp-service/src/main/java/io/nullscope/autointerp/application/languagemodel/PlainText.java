package io.nullscope.autointerp.application.languagemodel;

/** Makes untrusted text fit to be shown, stored and put into a prompt. */
public final class PlainText {

  private PlainText() {}

  /**
   * One line without control, formatting or unpaired surrogate characters, with single spaces.
   *
   * @param limit longest result, in characters; what is cut is replaced by an ellipsis
   */
  public static String line(String text, int limit) {
    StringBuilder line = new StringBuilder();
    boolean space = false;
    for (int i = 0; i < text.length() && line.length() <= limit; ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (Character.isWhitespace(c) || Character.isSpaceChar(c) || isUnprintable(c)) {
        space = true;
        continue;
      }
      if (space && !line.isEmpty()) {
        line.append(' ');
      }
      space = false;
      line.appendCodePoint(c);
    }
    if (line.length() <= limit) {
      return line.toString();
    }
    int end = limit - 1;
    if (end > 0 && Character.isHighSurrogate(line.charAt(end - 1))) {
      end--;
    }
    return line.substring(0, end).stripTrailing() + "…";
  }

  private static boolean isUnprintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED -> true;
      default -> false;
    };
  }
}
