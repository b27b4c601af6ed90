package io.nullscope.cli.progress;

import io.nullscope.v1.StepFailure;
import io.nullscope.v1.StudyStatus;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** A live picture of the study, redrawn in place; failures and notices scroll above it. */
final class TerminalView implements ProgressView {
  /** To the first column, this many lines up, and clear to the end of the screen. */
  private static final String REDRAW = "\r\u001b[%dA\u001b[J";

  private final Consumer<String> out;
  private final int columns;
  private final RemainingEstimate estimate = new RemainingEstimate();
  private final StepPaces paces = new StepPaces();
  private final Set<String> failuresShown = new HashSet<>();
  private Tally tally = new Tally(Map.of(), List.of(), List.of());
  private int linesOnScreen;

  TerminalView(Consumer<String> out, int columns) {
    this.out = out;
    this.columns = columns;
  }

  @Override
  public void update(StudyStatus status, Duration elapsed) {
    tally = Tally.of(status);
    estimate.update(tally, elapsed);
    paces.update(status, elapsed);
    for (StepFailure failure : status.getFailuresList()) {
      if (failuresShown.add(failure.getStepId() + failure.getCode())) {
        notice(failure.getStepId() + " " + PlainView.outcome("FAILED", failure));
      }
    }
    draw(elapsed);
  }

  @Override
  public void tick(Duration elapsed) {
    draw(elapsed);
  }

  @Override
  public void notice(String text) {
    out.accept(erase() + WrappedText.of(text, columns) + "\n");
  }

  @Override
  public void end() {
    out.accept(erase());
  }

  private void draw(Duration elapsed) {
    // One column is left free: a full line would wrap on some terminals, and the next redraw would
    // miss it.
    List<String> lines =
        TerminalFrame.of(tally, paces, elapsed, estimate.at(elapsed), Math.max(1, columns - 1));
    out.accept(erase() + String.join("\n", lines) + "\n");
    linesOnScreen = lines.size();
  }

  private String erase() {
    String sequence = linesOnScreen == 0 ? "" : REDRAW.formatted(linesOnScreen);
    linesOnScreen = 0;
    return sequence;
  }
}
