package io.nullscope.metrics.adapter.kafka;

import io.nullscope.messaging.EventParser;
import io.nullscope.messaging.Inbox;
import io.nullscope.metrics.application.CellMetricsComputation;
import io.nullscope.metrics.application.MetricGroup;
import io.nullscope.service.FactPublisher;
import io.nullscope.service.Inboxes;
import io.nullscope.service.Steps;
import io.nullscope.service.StudyRun;
import io.nullscope.service.WireStudies;
import io.nullscope.study.CellKey;
import io.nullscope.study.StepId;
import io.nullscope.study.StepKind;
import io.nullscope.v1.LatentsScored;
import io.nullscope.v1.MetricsComputed;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** LatentsScored → MetricsComputed for the interpretability group. */
@ApplicationScoped
class LatentsScoredConsumer {

  static final String CHANNEL = "latents-scored-in";

  private final Inbox<LatentsScored> inbox;
  private final Steps steps;
  private final CellMetricsComputation computation;
  private final FactPublisher facts;

  LatentsScoredConsumer(
      Inboxes inboxes, Steps steps, CellMetricsComputation computation, FactPublisher facts) {
    this.inbox = inboxes.of(CHANNEL, EventParser.protobuf(LatentsScored.getDefaultInstance()));
    this.steps = steps;
    this.computation = computation;
    this.facts = facts;
  }

  @Incoming(CHANNEL)
  @Blocking("steps")
  CompletionStage<Void> consume(Message<byte[]> record) {
    return inbox.handle(record, this::compute);
  }

  private void compute(LatentsScored event) {
    StudyRun run = WireStudies.toDomain(event.getStudy());
    CellKey cell = WireStudies.toDomain(event.getCell());
    String stepId = StepId.interpretability(cell).value();
    steps.run(
        run,
        stepId,
        StepKind.INTERPRETABILITY.id(),
        () -> {
          CellMetricsComputation.Stored stored =
              computation.interpretability(
                  FactMapping.study(event.getStudy()), cell, event.getLatentsId());
          facts.publish(
              MetricsComputed.newBuilder()
                  .setStudy(event.getStudy())
                  .setCell(event.getCell())
                  .setGroup(MetricGroup.INTERPRETABILITY.id())
                  .setSaeId(event.getSaeId())
                  .setMetricsId(stored.metricsId())
                  .setReused(stored.reused())
                  .build(),
              run.studyId(),
              stepId);
        });
  }
}
