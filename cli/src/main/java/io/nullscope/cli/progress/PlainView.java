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
                lines.accept(
                    line(id, state, shown.size(), tally.total(), elapsed, failures.get(id)));
              }
            });
    if (tally.complete() && !complete) {
      complete = true;
      lines.accept("All steps have ended; " + Tally.LAST + " ...");
    }
  }

  /** One finished step, e.g. {@code [ 3/50] 0:41 sae/trained/0/layers.1/topk/0 done}. */
  static String line(
      String id, String state, int number, int total, Duration elapsed, StepFailure failure) {
    int width = Integer.toString(total).length();
    return "[%s/%d] %s %s %s"
        .formatted(
            " ".repeat(Math.max(0, width - Integer.toString(number).length())) + number,
            total,
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
