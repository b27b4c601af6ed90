package io.nullscope.metrics.adapter.kafka;

import io.nullscope.messaging.EventParser;
import io.nullscope.messaging.Inbox;
import io.nullscope.metrics.application.CellMetricsComputation;
import io.nullscope.metrics.application.MetricGroup;
import io.nullscope.metrics.application.ReconstructionEvaluator;
import io.nullscope.service.Inboxes;
import io.nullscope.service.WireStudies;
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
  private final CellMetricsSteps steps;
  private final CellMetricsComputation computation;

  SaeTrainedConsumer(Inboxes inboxes, CellMetricsSteps steps, CellMetricsComputation computation) {
    this.inbox = inboxes.of(CHANNEL, EventParser.protobuf(SaeTrained.getDefaultInstance()));
    this.steps = steps;
    this.computation = computation;
  }

  @Incoming(CHANNEL)
  @Blocking("steps")
  CompletionStage<Void> consume(Message<byte[]> record) {
    return inbox.handle(record, this::compute);
  }

  private void compute(SaeTrained event) {
    String saeId = WireStudies.artifactId("sae_id", event.getSaeId()).hex();
    steps.run(
        event.getStudy(),
        event.getCell(),
        saeId,
        MetricGroup.RECONSTRUCTION,
        (study, cell) ->
            computation.reconstruction(
                new ReconstructionEvaluator.Cell(
                    study,
                    cell,
                    WireStudies.artifactId("variant_id", event.getVariantId()).hex(),
                    WireStudies.artifactId("tokens_id", event.getTokensId()).hex(),
                    WireStudies.artifactId("positions_id", event.getPositionsId()).hex(),
                    saeId)));
  }
}
