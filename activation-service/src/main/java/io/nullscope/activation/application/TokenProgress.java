package io.nullscope.activation.application;

import io.nullscope.messaging.StepProgress;

/** Counts the tokens that a step runs, of all that it is known to have to run. */
final class TokenProgress {

  private long done;
  private long all;

  /** So many are to be run, beside those that are expected already. */
  void expect(long tokens) {
    all += tokens;
  }

  /** A batch has been run; ends the step when it is not wanted any more. */
  void ran(int[][] windows) {
    done += (long) windows.length * windows[0].length;
    StepProgress.at(done, all, "tokens");
    StepProgress.check();
  }
}
