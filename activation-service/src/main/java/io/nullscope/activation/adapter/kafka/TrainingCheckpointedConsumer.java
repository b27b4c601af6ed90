package io.nullscope.activation.adapter.kafka;

import io.nullscope.activation.application.ShardStream;
import io.nullscope.activation.application.StreamActivations;
import io.nullscope.artifacts.rows.ShardWindow;
import io.nullscope.messaging.EventParser;
import io.nullscope.messaging.FatalException;
import io.nullscope.messaging.Inbox;
import io.nullscope.messaging.RejectedException;
import io.nullscope.messaging.StepException;
import io.nullscope.messaging.StoppedException;
import io.nullscope.messaging.TransientException;
import io.nullscope.service.Inboxes;
import io.nullscope.service.Steps;
import io.nullscope.service.StudyRegistry;
import io.nullscope.service.StudyRun;
import io.nullscope.service.WireStudies;
import io.nullscope.study.ActivationsSpec;
import io.nullscope.v1.TrainingCheckpointed;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * TrainingCheckpointed → the next shards. A failure is told to the waiting training, which reports
 * it as its own: here no step of the study is under way.
 */
@ApplicationScoped
class TrainingCheckpointedConsumer {

  static final String CHANNEL = "training-checkpointed-in";

  private final Inbox<TrainingCheckpointed> inbox;
  private final Steps steps;
  private final StudyRegistry registry;
  private final StreamActivations streamActivations;

  TrainingCheckpointedConsumer(
      Inboxes inboxes, Steps steps, StudyRegistry registry, StreamActivations streamActivations) {
    this.inbox =
        inboxes.of(CHANNEL, EventParser.protobuf(TrainingCheckpointed.getDefaultInstance()));
    this.steps = steps;
    this.registry = registry;
    this.streamActivations = streamActivations;
  }

  @Incoming(CHANNEL)
  @Blocking("steps")
  CompletionStage<Void> consume(Message<byte[]> record) {
    return inbox.handle(record, this::advance);
  }

  private void advance(TrainingCheckpointed event) {
    StudyRun run = steps.study(event.getStudy());
    ShardStream stream = stream(event, run);
    try {
      steps.attempt(
          run,
          "shards/" + stream.variantId() + "/" + stream.hookPoint() + "/" + event.getNextShard(),
          () -> {
            streamActivations.advance(
                stream,
                event.getNextShard(),
                event.getShards(),
                () -> {
                  steps.checkStop();
                  return registry.isCancelled(run);
                });
            return null;
          });
    } catch (FatalException | StoppedException open) {
      throw open;
    } catch (StepException failure) {
      streamActivations.fail(
          stream,
          new ShardWindow.Failure(
              failure instanceof TransientException, failure.code(), failure.getMessage()));
      throw RejectedException.settled(failure);
    }
  }

  private static ShardStream stream(TrainingCheckpointed event, StudyRun run) {
    if (!(run.spec().activations() instanceof ActivationsSpec.Rolling rolling)) {
      throw new RejectedException(
          "MALFORMED_EVENT", "field study: its activations are kept, not rolling");
    }
    return new ShardStream(
        run.studyId(),
        WireStudies.artifactId("variant_id", event.getVariantId()),
        WireStudies.artifactId("activations_id", event.getActivationsId()),
        WireStudies.artifactId("tokens_id", event.getTokensId()),
        WireStudies.hookPoint(event.getHookPoint()),
        rolling.shardTokens(),
        rolling.windowShards());
  }
}
