package io.nullscope.cli.progress;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The live part of a terminal: a bar with numbers, and what runs. A pure function of the state. */
final class TerminalFrame {
  private static final int BAR = 24;
  private static final int SHORT_BAR = 10;
  private static final int NAMED = 3;

  private TerminalFrame() {}

  /** Two lines of at most {@code columns} characters; what fits on them depends on their number. */
  static List<String> of(
      Tally tally, StepPaces paces, Duration elapsed, Optional<Duration> remaining, int columns) {
    return List.of(
        Stream.of(
                bar(tally, BAR) + "  " + numbers(tally, elapsed, remaining),
                bar(tally, BAR) + "  " + shortNumbers(tally, elapsed, remaining),
                bar(tally, SHORT_BAR) + " " + shortNumbers(tally, elapsed, remaining),
                shortNumbers(tally, elapsed, remaining))
            .filter(line -> line.length() <= columns)
            .findFirst()
            .orElseGet(() -> cut(shortNumbers(tally, elapsed, remaining), columns)),
        cut("  " + running(tally, paces), columns));
  }

  private static String bar(Tally tally, int length) {
    int filled = tally.ownTotal() == 0 ? 0 : length * tally.ownEnded() / tally.ownTotal();
    return "[" + "#".repeat(filled) + "-".repeat(length - filled) + "]";
  }

  private static String numbers(Tally tally, Duration elapsed, Optional<Duration> remaining) {
    String steps =
        tally.total() == 0
            ? "waiting for the first step"
            : tally.ownEnded() + "/" + tally.ownTotal() + " steps" + reused(tally);
    return steps
        + failed(tally)
        + ", "
        + Elapsed.clock(elapsed)
        + " elapsed, "
        + (tally.complete() ? Tally.LAST : left(remaining));
  }

  private static String shortNumbers(Tally tally, Duration elapsed, Optional<Duration> remaining) {
    String steps =
        tally.total() == 0 ? "waiting" : tally.ownEnded() + "/" + tally.ownTotal() + " steps";
    String left = remaining.map(time -> ", " + Elapsed.rough(time) + " left").orElse("");
    return steps
        + failed(tally)
        + ", "
        + Elapsed.clock(elapsed)
        + (tally.complete() ? ", reporting" : left);
  }

  private static String reused(Tally tally) {
    return tally.reused() == 0 ? "" : ", " + tally.reused() + " reused";
  }

  private static String left(Optional<Duration> remaining) {
    return remaining
        .map(left -> "about " + Elapsed.rough(left) + " left")
        .orElse("time left not known yet");
  }

  private static String failed(Tally tally) {
    long failed = tally.ended().values().stream().filter("FAILED"::equals).count();
    return failed == 0 ? "" : " (" + failed + " failed)";
  }

  /**
   * Kinds that can run, each with the first steps in line: {@code sae trained/0/layers.0/topk/0
   * (+3), latents …}.
   */
  private static String running(Tally tally, StepPaces paces) {
    Map<String, List<String>> kinds =
        tally.ready().stream()
            .collect(Collectors.groupingBy(Tally::kind, LinkedHashMap::new, Collectors.toList()));
    return kinds.entrySet().stream()
        .limit(NAMED)
        .map(kind -> running(kind.getKey(), kind.getValue(), paces))
        .collect(Collectors.joining(", "));
  }

  private static String running(String kind, List<String> ids, StepPaces paces) {
    String id = ids.stream().filter(paces::knows).findFirst().orElse(ids.get(0));
    String name = id.substring(Math.min(id.length(), kind.length() + 1));
    String pace = paces.of(id).map(text -> ": " + text).orElse("");
    String more = ids.size() > 1 ? String.format(Locale.ROOT, " (+%d)", ids.size() - 1) : "";
    return kind + " " + name + pace + more;
  }

  private static String cut(String line, int columns) {
    return line.length() <= columns ? line : line.substring(0, Math.max(0, columns - 3)) + "...";
  }
}
