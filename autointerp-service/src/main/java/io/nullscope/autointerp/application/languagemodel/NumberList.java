package io.nullscope.autointerp.application.languagemodel;

import io.nullscope.autointerp.domain.FailureReason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The last JSON list of whole numbers in a text: what stands before it is the model thinking aloud.
 *
 * @param values the numbers
 * @param offsets where each begins in the text
 */
record NumberList(List<Integer> values, List<Integer> offsets) {

  /** Longer numbers are no answers. */
  private static final int MAX_DIGITS = 6;

  /** Reads a text from its end; empty when it has no such list. */
  static Optional<NumberList> last(String text) {
    for (int end = text.lastIndexOf(']'); end >= 0; end = text.lastIndexOf(']', end - 1)) {
      int start = end - 1;
      while (start >= 0 && isListCharacter(text.charAt(start))) {
        start--;
      }
      if (start >= 0 && text.charAt(start) == '[') {
        Optional<NumberList> list = parse(text, start + 1, end);
        if (list.isPresent()) {
          return list;
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isListCharacter(char c) {
    return c >= '0' && c <= '9' || c == ',' || c == ' ' || c == '\n' || c == '\r' || c == '\t';
  }

  private static Optional<NumberList> parse(String text, int start, int end) {
    List<Integer> values = new ArrayList<>();
    List<Integer> offsets = new ArrayList<>();
    for (int at = start; at <= end; ) {
      int comma = text.indexOf(',', at);
      int stop = comma < 0 || comma > end ? end : comma;
      String number = text.substring(at, stop).strip();
      if (number.isEmpty() || number.length() > MAX_DIGITS || !isNumber(number)) {
        return Optional.empty();
      }
      values.add(Integer.parseInt(number));
      offsets.add(text.indexOf(number, at));
      at = stop + 1;
    }
    return Optional.of(new NumberList(values, offsets));
  }

  private static boolean isNumber(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /**
   * The list of a reply that owes a given number of numbers in a range. A reply that was cut is not
   * read: what looks like its last list may be part of its thoughts.
   */
  static Answer<NumberList> in(Completion reply, int count, int max) {
    if (reply.refused()) {
      return Answer.failed(FailureReason.REFUSED);
    }
    if (reply.text().isBlank()) {
      return Answer.failed(FailureReason.NO_ANSWER);
    }
    Optional<NumberList> list =
        reply.finish() == Completion.Finish.LENGTH ? Optional.empty() : last(reply.text());
    if (list.isEmpty() || Collections.max(list.get().values) > max) {
      return Answer.failed(FailureReason.NOT_PARSED);
    }
    return list.get().values.size() == count
        ? Answer.given(list.get())
        : Answer.failed(FailureReason.WRONG_COUNT);
  }
}
