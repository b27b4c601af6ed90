package io.nullscope.autointerp.application.languagemodel;

import io.nullscope.autointerp.domain.FailureReason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A list of whole numbers in the reply of a model. The prompt asks for a JSON list; forms whose
 * meaning is as clear are read, too: truth values, numbers in quotes, numbers without brackets when
 * there is nothing else.
 *
 * @param values the numbers
 * @param offsets where each begins in the text
 */
record NumberList(List<Integer> values, List<Integer> offsets) {

  /** Longer numbers are no answers. */
  private static final Pattern NUMBER = Pattern.compile("\\s*([\"']?)(\\d{1,6})(?:\\.0)?\\1\\s*");

  private static final Pattern NUMBER_OR_TRUTH =
      Pattern.compile("\\s*([\"']?)(\\d{1,6}|true|false)(?:\\.0)?\\1\\s*");

  /** What an answer may begin with: the frame of a code block or of an object around the list. */
  private static final Pattern BEGIN =
      Pattern.compile("\\s*(?:```[a-z]*\\s*)?(?:\\{\\s*\"\\w+\"\\s*:\\s*)?\\[[\\s\"']*");

  /**
   * The list of a reply that owes a given number of numbers, each from 0 to {@code max}. When the
   * largest is 1, truth values count as 1 and 0.
   *
   * <p>Of several lists the first is the answer when the reply begins with it, because what follows
   * are reasons; else the last, because what comes before is the model thinking aloud. So a reply
   * that was cut is read only when it begins with its answer.
   */
  static Answer<NumberList> in(Completion reply, int count, int max) {
    if (reply.refused()) {
      return Answer.failed(FailureReason.REFUSED);
    }
    boolean cut = reply.finish() == Completion.Finish.LENGTH;
    Optional<NumberList> list = of(reply.text(), count, max);
    if (cut && list.filter(found -> found.begins(reply.text())).isEmpty()) {
      return Answer.failed(FailureReason.CUT);
    }
    if (reply.text().isBlank()) {
      return Answer.failed(FailureReason.NO_ANSWER);
    }
    if (list.isEmpty() || Collections.max(list.get().values) > max) {
      return Answer.failed(FailureReason.NOT_PARSED);
    }
    return list.get().values.size() == count
        ? Answer.given(list.get())
        : Answer.failed(FailureReason.WRONG_COUNT);
  }

  /** The list of a text, as {@link #in} reads it; of another length when there is no better one. */
  static Optional<NumberList> of(String text, int count, int max) {
    String answer = Thoughts.without(text);
    List<NumberList> lists = all(answer, max == 1);
    if (lists.isEmpty()) {
      lists = parse(answer, 0, answer.length(), max == 1).stream().toList();
    }
    List<NumberList> right = lists.stream().filter(list -> list.values.size() == count).toList();
    if (!right.isEmpty()) {
      NumberList first = right.get(0);
      lists = first.begins(answer) ? List.of(first) : right;
    }
    return lists.isEmpty()
        ? Optional.empty()
        : Optional.of(lists.get(lists.size() - 1).moved(text.length() - answer.length()));
  }

  private NumberList moved(int by) {
    return new NumberList(values, offsets.stream().map(offset -> offset + by).toList());
  }

  private boolean begins(String text) {
    int answer = text.length() - Thoughts.without(text).length();
    return BEGIN.matcher(text).region(answer, offsets.get(0)).matches();
  }

  /** All lists of a text, in order. */
  private static List<NumberList> all(String text, boolean truth) {
    List<NumberList> lists = new ArrayList<>();
    int start = -1;
    for (int at = 0; at < text.length(); at++) {
      if (text.charAt(at) == '[') {
        start = at;
      } else if (text.charAt(at) == ']' && start >= 0) {
        parse(text, start + 1, at, truth).ifPresent(lists::add);
        start = -1;
      }
    }
    return lists;
  }

  private static Optional<NumberList> parse(String text, int start, int end, boolean truth) {
    List<Integer> values = new ArrayList<>();
    List<Integer> offsets = new ArrayList<>();
    Matcher item = (truth ? NUMBER_OR_TRUTH : NUMBER).matcher(text);
    for (int at = start; at <= end; ) {
      int comma = text.indexOf(',', at);
      int stop = comma < 0 || comma > end ? end : comma;
      if (!item.region(at, stop).matches()) {
        return Optional.empty();
      }
      String value = item.group(2);
      values.add(value.equals("true") ? 1 : value.equals("false") ? 0 : Integer.parseInt(value));
      offsets.add(item.start(2));
      at = stop + 1;
    }
    return Optional.of(new NumberList(values, offsets));
  }
}
