package io.nullscope.cli.progress;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Lines that fit a terminal, broken between words. */
public final class WrappedText {
  private static final int HANGING = 2;

  private WrappedText() {}

  /**
   * The text with lines of at most so many characters. An indented line goes on a bit deeper. A
   * word that is longer than the terminal is wide stays whole: it is a path or an address, which
   * somebody wants to copy.
   *
   * @param columns width of the terminal; 0 when there is none, and lines may be of any length
   */
  public static String of(String text, int columns) {
    return columns <= 0
        ? text
        : text.lines()
                .flatMap(line -> wrapped(line, columns).stream())
                .collect(Collectors.joining("\n"))
            + (text.endsWith("\n") ? "\n" : "");
  }

  private static List<String> wrapped(String line, int columns) {
    if (line.length() <= columns) {
      return List.of(line);
    }
    int indentation = line.length() - line.stripLeading().length();
    String margin =
        indentation == 0 ? "" : " ".repeat(Math.min(indentation + HANGING, columns / 2));
    List<String> lines = new ArrayList<>();
    StringBuilder current = new StringBuilder(line.substring(0, indentation));
    boolean empty = true;
    for (String word : line.strip().split("(?<=\\S) ")) {
      if (!empty && current.length() + 1 + word.length() > columns) {
        lines.add(current.toString().stripTrailing());
        current = new StringBuilder(margin).append(word.stripLeading());
      } else {
        current.append(empty ? "" : " ").append(word);
      }
      empty = false;
    }
    lines.add(current.toString());
    return lines;
  }
}
