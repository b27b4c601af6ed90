package io.nullscope.cli.progress;

import io.nullscope.v1.StepFailure;
import io.nullscope.v1.StudyStatus;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** One line for each step that ends: for logs and pipes. */
final class PlainView implements ProgressView {
  private final Consumer<String> lines;
  private final Set<String> shown = new HashSet<>();
  private int own;
  private boolean complete;

  PlainView(Consumer<String> lines) {
    this.lines = lines;
  }

  @Override
  public void update(StudyStatus status, Duration elapsed) {
    Tally tally = Tally.of(status);
    Map<String, StepFailure> failures =
        status.getFailuresList().stream()
            .collect(Collectors.toMap(StepFailure::getStepId, failure -> failure, (a, b) -> a));
    tally
        .ended()
        .forEach(
            (id, state) -> {
              if (shown.add(id)) {
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
    // Silence between two steps: a log is no place for clocks.
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
