package io.nullscope.autointerp.application.languagemodel;

import io.nullscope.autointerp.domain.Example;
import io.nullscope.autointerp.domain.TokenTexts;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Windows as prompts show them: one line each, marked tokens between « and ».
 *
 * <p>The text of a corpus is untrusted: it may contain what looks like marks, like the next example
 * or like an instruction. The first two are made impossible: « and » become ‹ and ›, and every line
 * break becomes ⏎, so a window cannot leave its line. Against the third, prompts say that texts are
 * data; a model that obeys a text all the same harms the scores of that text's examples, no more.
 */
final class ShownText {

  private final TokenTexts texts;

  ShownText(TokenTexts texts) {
    this.texts = texts;
  }

  /** A window as a judge gets it. */
  String example(Example example) {
    Set<Integer> marked =
        example instanceof Example.Highlighted highlighted
            ? new HashSet<>(highlighted.highlighted())
            : Set.of();
    return window(example.tokenIds(), marked);
  }

  /** A window with marks at some positions. */
  String window(List<Integer> tokenIds, Set<Integer> marked) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < tokenIds.size(); i++) {
      line.append(marked.contains(i) ? marked(tokenIds.get(i)) : token(tokenIds.get(i)));
    }
    return line.toString();
  }

  /** A token between marks. */
  String marked(int tokenId) {
    return "«" + token(tokenId) + "»";
  }

  private String token(int tokenId) {
    return escape(texts.text(tokenId));
  }

  /** Texts, each on a line of its own after {@code name 1:}, {@code name 2:}, … */
  static String numbered(String name, List<String> lines) {
    StringJoiner joined = new StringJoiner("\n");
    for (int i = 0; i < lines.size(); i++) {
      joined.add(name + " " + (i + 1) + ": " + lines.get(i));
    }
    return joined.toString();
  }

  /** Untrusted text on one line, without marks. */
  static String escape(String text) {
    StringBuilder line = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '«' -> line.append('‹');
        case '»' -> line.append('›');
        case '\r' -> {
          if (i + 1 == text.length() || text.charAt(i + 1) != '\n') {
            line.append('⏎');
          }
        }
        case '\n', '\u000b', '\f', '\u0085', '\u2028', '\u2029' -> line.append('⏎');
        default -> line.append(Character.isISOControl(c) ? ' ' : c);
      }
    }
    return line.toString();
  }
}
