package io.nullscope.metrics.application;

import io.nullscope.study.StepId;
import java.util.List;

/**
 * What was reported about a step.
 *
 * @param state DONE, REUSED or FAILED
 * @param artifactId what the step made; "" when it failed
 * @param note for people: where a variant's weights come from; otherwise ""
 * @param notices what a user should know about what the step made, each on one line
 */
public record StepReport(
    StepId id, StepState state, String artifactId, String note, List<String> notices) {

  public StepReport {
    notices = List.copyOf(notices);
  }
}
