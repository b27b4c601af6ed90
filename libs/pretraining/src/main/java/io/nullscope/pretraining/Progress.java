package io.nullscope.pretraining;

import java.io.PrintStream;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a person reads while a model is made: lines of text. */
final class Progress {

  private static final int REPORT_EVERY = 20;

  private final PrintStream out;
  private long firstStep;
  private long begun;

  Progress(PrintStream out) {
    this.out = out;
  }

  /** A line of its own. */
  void say(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
    out.flush();
  }

  /** The training begins, or goes on after some steps. */
  void begin(long stepsDone) {
    firstStep = stepsDone;
    begun = System.nanoTime();
    if (stepsDone > 0) {
      say("Going on after step %,d.", stepsDone);
    }
  }

  /**
   * A step is done.
   *
   * @param steps of the whole training
   * @param tokens predicted in a step
   */
  void stepped(TrainingHistory history, StepResult result, long steps, long tokens) {
    long done = history.losses().size();
    if (done % REPORT_EVERY != 0 && done != steps) {
      return;
    }
    double perStep = (System.nanoTime() - begun) / 1e9 / (done - firstStep);
    say(
        "step %,d of %,d: loss %.3f, gradient norm %.2f, %,.0f tokens/s, %,.0f min left",
        done,
        steps,
        history.recentLoss(REPORT_EVERY),
        result.gradientNorm(),
        tokens / perStep,
        (steps - done) * perStep / 60);
  }

  /** The loss of held-out documents is known. */
  void evaluated(HeldOutPoint point) {
    say(
        "step %,d: held-out loss %s",
        point.step(),
        point.losses().stream()
            .map(loss -> String.format(Locale.ROOT, "%.3f", loss))
            .collect(Collectors.joining(", ")));
  }
}
