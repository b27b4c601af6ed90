package io.nullscope.cli.progress;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The live part of a terminal: a bar with numbers, and what runs. A pure function of the state. */
final class TerminalFrame {
  private static final int BAR = 24;
  private static final int NAMED = 3;

  private TerminalFrame() {}

  /** Two lines of at most {@code columns} characters. */
  static List<String> of(Tally tally, Duration elapsed, Optional<Duration> remaining, int columns) {
    return List.of(
        cut(bar(tally) + "  " + numbers(tally, elapsed, remaining), columns),
        cut("  " + running(tally), columns));
  }

  private static String bar(Tally tally) {
    int filled = tally.total() == 0 ? 0 : BAR * tally.ended().size() / tally.total();
    return "[" + "#".repeat(filled) + "-".repeat(BAR - filled) + "]";
  }

  private static String numbers(Tally tally, Duration elapsed, Optional<Duration> remaining) {
    String steps =
        tally.total() == 0
            ? "waiting for the first step"
            : tally.ended().size() + "/" + tally.total() + " steps";
    return steps
        + failed(tally)
        + ", "
        + Elapsed.clock(elapsed)
        + " elapsed, "
        + (tally.complete() ? Tally.LAST : left(remaining));
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
  private static String running(Tally tally) {
    Map<String, List<String>> kinds =
        tally.ready().stream()
            .collect(Collectors.groupingBy(Tally::kind, LinkedHashMap::new, Collectors.toList()));
    return kinds.entrySet().stream()
        .limit(NAMED)
        .map(kind -> running(kind.getKey(), kind.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String running(String kind, List<String> ids) {
    String first = ids.get(0).substring(Math.min(ids.get(0).length(), kind.length() + 1));
    String more = ids.size() > 1 ? String.format(Locale.ROOT, " (+%d)", ids.size() - 1) : "";
    return kind + " " + first + more;
  }

  private static String cut(String line, int columns) {
    return line.length() <= columns ? line : line.substring(0, Math.max(0, columns - 3)) + "...";
  }
}
