package io.nullscope.metrics.adapter.kafka;

import io.nullscope.messaging.EventParser;
import io.nullscope.messaging.Inbox;
import io.nullscope.metrics.application.CellMetricsComputation;
import io.nullscope.metrics.application.MetricGroup;
import io.nullscope.metrics.application.ReconstructionEvaluator;
import io.nullscope.service.FactPublisher;
import io.nullscope.service.Inboxes;
import io.nullscope.service.Steps;
import io.nullscope.service.StudyRun;
import io.nullscope.service.WireStudies;
import io.nullscope.study.CellKey;
import io.nullscope.study.StepId;
import io.nullscope.study.StepKind;
import io.nullscope.v1.MetricsComputed;
import io.nullscope.v1.SaeTrained;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** SaeTrained → MetricsComputed for the reconstruction group. */
@ApplicationScoped
class SaeTrainedConsumer {

  static final String CHANNEL = "sae-trained-in";

  private final Inbox<SaeTrained> inbox;
  private final Steps steps;
  private final CellMetricsComputation computation;
  private final FactPublisher facts;

  SaeTrainedConsumer(
      Inboxes inboxes, Steps steps, CellMetricsComputation computation, FactPublisher facts) {
    this.inbox = inboxes.of(CHANNEL, EventParser.protobuf(SaeTrained.getDefaultInstance()));
    this.steps = steps;
    this.computation = computation;
    this.facts = facts;
  }

  @Incoming(CHANNEL)
  @Blocking("steps")
  CompletionStage<Void> consume(Message<byte[]> record) {
    return inbox.handle(record, this::compute);
  }

  private void compute(SaeTrained event) {
    StudyRun run = WireStudies.toDomain(event.getStudy());
    CellKey cell = WireStudies.toDomain(event.getCell());
    String stepId = StepId.reconstruction(cell).value();
    steps.run(
        run,
        stepId,
        StepKind.RECONSTRUCTION.id(),
        () -> {
          CellMetricsComputation.Stored stored =
              computation.reconstruction(
                  new ReconstructionEvaluator.Cell(
                      FactMapping.study(event.getStudy()),
                      cell,
                      event.getVariantId(),
                      event.getTokensId(),
                      event.getSaeId()));
          facts.publish(
              MetricsComputed.newBuilder()
                  .setStudy(event.getStudy())
                  .setCell(event.getCell())
                  .setGroup(MetricGroup.RECONSTRUCTION.id())
                  .setSaeId(event.getSaeId())
                  .setMetricsId(stored.metricsId())
                  .setReused(stored.reused())
                  .build(),
              run.studyId(),
              stepId);
        });
  }
}
