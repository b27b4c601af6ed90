package io.nullscope.autointerp.adapter.kafka;

import io.nullscope.autointerp.application.InterpretSae;
import io.nullscope.messaging.EventParser;
import io.nullscope.messaging.Inbox;
import io.nullscope.service.Facts;
import io.nullscope.service.Inboxes;
import io.nullscope.service.Steps;
import io.nullscope.service.StudyRun;
import io.nullscope.service.WireStudies;
import io.nullscope.study.CellKey;
import io.nullscope.study.StepId;
import io.nullscope.study.StepKind;
import io.nullscope.v1.LatentsScored;
import io.nullscope.v1.SaeTrained;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** SaeTrained → LatentsScored. */
@ApplicationScoped
class SaeTrainedConsumer {

  static final String CHANNEL = "sae-trained-in";

  private final Inbox<SaeTrained> inbox;
  private final Steps steps;
  private final InterpretSae interpretSae;
  private final Facts facts;

  SaeTrainedConsumer(Inboxes inboxes, Steps steps, InterpretSae interpretSae, Facts facts) {
    this.inbox = inboxes.of(CHANNEL, EventParser.protobuf(SaeTrained.getDefaultInstance()));
    this.steps = steps;
    this.interpretSae = interpretSae;
    this.facts = facts;
  }

  @Incoming(CHANNEL)
  @Blocking("steps")
  CompletionStage<Void> consume(Message<byte[]> record) {
    return inbox.handle(record, this::interpret);
  }

  private void interpret(SaeTrained event) {
    StudyRun run = steps.study(event.getStudy());
    CellKey cell = WireStudies.toDomain(event.getCell());
    String stepId = StepId.latents(cell).value();
    steps.run(
        run,
        stepId,
        StepKind.LATENTS.id(),
        () -> {
          InterpretSae.Interpreted interpreted =
              interpretSae.interpret(
                  run.spec(), cell, inputs(event), run.studyId() + "/" + run.attempt());
          facts.publish(
              LatentsScored.newBuilder()
                  .setStudy(event.getStudy())
                  .setCell(event.getCell())
                  .setSaeId(event.getSaeId())
                  .setLatentsId(interpreted.id().hex())
                  .setReused(interpreted.reused())
                  .build(),
              run.studyId(),
              stepId);
        });
  }

  private static InterpretSae.Inputs inputs(SaeTrained event) {
    return new InterpretSae.Inputs(
        WireStudies.artifactId("sae_id", event.getSaeId()),
        WireStudies.artifactId("activations_id", event.getActivationsId()),
        WireStudies.artifactId("tokens_id", event.getTokensId()),
        WireStudies.artifactId("positions_id", event.getPositionsId()),
        WireStudies.artifactId("variant_id", event.getVariantId()),
        WireStudies.toDomain(event.getModel()));
  }
}
