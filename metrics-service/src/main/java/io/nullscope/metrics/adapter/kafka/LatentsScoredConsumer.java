package io.nullscope.metrics.adapter.kafka;

import io.nullscope.messaging.EventParser;
import io.nullscope.messaging.Inbox;
import io.nullscope.metrics.application.CellMetricsComputation;
import io.nullscope.metrics.application.MetricGroup;
import io.nullscope.service.Inboxes;
import io.nullscope.service.WireStudies;
import io.nullscope.v1.LatentsScored;
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
  private final CellMetricsSteps steps;
  private final CellMetricsComputation computation;

  LatentsScoredConsumer(
      Inboxes inboxes, CellMetricsSteps steps, CellMetricsComputation computation) {
    this.inbox = inboxes.of(CHANNEL, EventParser.protobuf(LatentsScored.getDefaultInstance()));
    this.steps = steps;
    this.computation = computation;
  }

  @Incoming(CHANNEL)
  @Blocking("steps")
  CompletionStage<Void> consume(Message<byte[]> record) {
    return inbox.handle(record, this::compute);
  }

  private void compute(LatentsScored event) {
    String latentsId = WireStudies.artifactId("latents_id", event.getLatentsId()).hex();
    steps.run(
        event.getStudy(),
        event.getCell(),
        event.getSaeId(),
        MetricGroup.INTERPRETABILITY,
        (study, cell) -> computation.interpretability(study, cell, latentsId));
  }
}
