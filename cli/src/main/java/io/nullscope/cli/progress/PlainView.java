package io.nullscope.cli.progress;

import io.nullscope.v1.StepFailure;
import io.nullscope.v1.StudyStatus;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * One line for each step that ends, and once a minute one for each kind of step that runs: for logs
 * and pipes.
 */
final class PlainView implements ProgressView {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Consumer<String> lines;
  private final Set<String> shown = new HashSet<>();
  private final StepPaces paces = new StepPaces();
  private Tally tally = new Tally(Map.of(), List.of(), List.of());
  private Duration lastLine = Duration.ZERO;
  private Duration lastReport = Duration.ZERO;
  private int own;
  private boolean complete;

  PlainView(Consumer<String> lines) {
    this.lines = lines;
  }

  @Override
  public void update(StudyStatus status, Duration elapsed) {
    tally = Tally.of(status);
    paces.update(status, elapsed);
    Map<String, StepFailure> failures =
        status.getFailuresList().stream()
            .collect(Collectors.toMap(StepFailure::getStepId, failure -> failure, (a, b) -> a));
    tally
        .ended()
        .forEach(
            (id, state) -> {
              if (shown.add(id)) {
                lastLine = elapsed;
                own += Tally.isReused(state) ? 0 : 1;
                lines.accept(line(id, state, own, tally.ownTotal(), elapsed, failures.get(id)));
              }
            });
    if (tally.complete() && !complete) {
      complete = true;
      lines.accept("All steps have ended; " + Tally.LAST + " ...");
    }
  }

  /**
   * One finished step, e.g. {@code [ 3/50] 0:41 sae/trained/0/layers.1/topk/0 done}; without
   * numbers when it is no work of this run.
   */
  static String line(
      String id, String state, int number, int total, Duration elapsed, StepFailure failure) {
    int width = Integer.toString(total).length();
    String count = ("[%" + width + "d/%d]").formatted(number, total);
    return "%s %s %s %s"
        .formatted(
            Tally.isReused(state) ? " ".repeat(count.length()) : count,
            Elapsed.clock(elapsed),
            id,
            outcome(state, failure));
  }

  static String outcome(String state, StepFailure failure) {
    return switch (state) {
      case "DONE" -> "done";
      case "REUSED" -> "reused";
      case "BLOCKED" -> "not run: a step that it needs has failed";
      case "FAILED" ->
          failure == null
              ? "FAILED"
              : "FAILED (" + failure.getCode() + "): " + failure.getMessage();
      default -> state.toLowerCase(Locale.ROOT);
    };
  }

  @Override
  public void tick(Duration elapsed) {
    if (elapsed.minus(lastReport).compareTo(MINUTE) < 0) {
      return;
    }
    lastReport = elapsed;
    boolean silent = elapsed.minus(lastLine).compareTo(MINUTE) >= 0;
    if (tally.complete() && silent) {
      lines.accept("%s %s ...".formatted(Elapsed.clock(elapsed), Tally.LAST));
    }
    // Where other steps end all the time, only what is known of the long ones is news.
    tally.running(paces::knows).stream()
        .filter(id -> silent || paces.knows(id))
        .forEach(id -> lines.accept(running(id, elapsed)));
  }

  /**
   * One step under way, e.g. {@code 7:41 latents/trained/0/layers.1/topk/0: 340 of 2,000 requests}.
   */
  private String running(String id, Duration elapsed) {
    return "%s %s: %s"
        .formatted(Elapsed.clock(elapsed), id, paces.of(id).orElse("running, or waiting its turn"));
  }

  @Override
  public void notice(String text) {
    lines.accept(text);
  }

  @Override
  public void end() {
    // Every line is complete already.
  }
}
