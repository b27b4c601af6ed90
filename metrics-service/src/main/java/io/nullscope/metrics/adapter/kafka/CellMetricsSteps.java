package io.nullscope.metrics.adapter.kafka;

import io.nullscope.metrics.application.CellMetricsComputation.Stored;
import io.nullscope.metrics.application.MetricGroup;
import io.nullscope.metrics.application.StudyAttempt;
import io.nullscope.service.Facts;
import io.nullscope.service.Steps;
import io.nullscope.service.StudyRun;
import io.nullscope.service.WireStudies;
import io.nullscope.study.CellKey;
import io.nullscope.study.StepId;
import io.nullscope.v1.MetricsComputed;
import io.nullscope.v1.StudyContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.BiFunction;

/** Runs the step that makes a group of metrics of a cell, and publishes MetricsComputed. */
@ApplicationScoped
class CellMetricsSteps {

  private final Steps steps;
  private final Facts facts;

  CellMetricsSteps(Steps steps, Facts facts) {
    this.steps = steps;
    this.facts = facts;
  }

  void run(
      StudyContext study,
      io.nullscope.v1.CellKey cell,
      String saeId,
      MetricGroup group,
      BiFunction<StudyAttempt, CellKey, Stored> computation) {
    StudyRun run = steps.study(study);
    StudyAttempt attempt = new StudyAttempt(run.studyId(), run.attempt(), run.spec());
    CellKey key = WireStudies.toDomain(cell);
    StepId step = group.step(key).orElseThrow();
    steps.run(
        run,
        step.value(),
        step.kind().orElseThrow().id(),
        () -> {
          Stored stored = computation.apply(attempt, key);
          facts.publish(
              MetricsComputed.newBuilder()
                  .setStudy(study)
                  .setCell(cell)
                  .setGroup(group.id())
                  .setSaeId(saeId)
                  .setMetricsId(stored.metricsId())
                  .setReused(stored.reused())
                  .build(),
              run.studyId(),
              step.value());
        });
  }
}
