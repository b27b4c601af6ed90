package io.nullscope.trainer.adapter.kafka;

import io.nullscope.messaging.EventParser;
import io.nullscope.messaging.FatalException;
import io.nullscope.messaging.Inbox;
import io.nullscope.messaging.RejectedException;
import io.nullscope.messaging.StepException;
import io.nullscope.messaging.StoppedException;
import io.nullscope.service.Facts;
import io.nullscope.service.Inboxes;
import io.nullscope.service.Steps;
import io.nullscope.service.StudyRegistry;
import io.nullscope.service.StudyRun;
import io.nullscope.service.WireStudies;
import io.nullscope.study.CellKey;
import io.nullscope.study.HookPoint;
import io.nullscope.study.StepId;
import io.nullscope.study.StepKind;
import io.nullscope.study.VariantKey;
import io.nullscope.trainer.application.TrainSparseAutoencoders;
import io.nullscope.trainer.application.TrainedSae;
import io.nullscope.trainer.application.TrainingPass;
import io.nullscope.v1.ActivationsExtracted;
import io.nullscope.v1.SaeTrained;
import io.nullscope.v1.TrainingCheckpointed;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * ActivationsExtracted → one SaeTrained for each SAE of the hook point, all trained side by side;
 * with rolling activations also TrainingCheckpointed on the way.
 *
 * <p>Deaths of the process are counted for the pass that the SAEs share. When there were too many,
 * each SAE is trained alone and has a count of its own, so that only the one that kills fails.
 */
@ApplicationScoped
class ActivationsExtractedConsumer {

  static final String CHANNEL = "activations-extracted-in";

  private final Inbox<ActivationsExtracted> inbox;
  private final Steps steps;
  private final StudyRegistry registry;
  private final TrainSparseAutoencoders trainSparseAutoencoders;
  private final Facts facts;

  ActivationsExtractedConsumer(
      Inboxes inboxes,
      Steps steps,
      StudyRegistry registry,
      TrainSparseAutoencoders trainSparseAutoencoders,
      Facts facts) {
    this.inbox =
        inboxes.of(CHANNEL, EventParser.protobuf(ActivationsExtracted.getDefaultInstance()));
    this.steps = steps;
    this.registry = registry;
    this.trainSparseAutoencoders = trainSparseAutoencoders;
    this.facts = facts;
  }

  @Incoming(CHANNEL)
  @Blocking("steps")
  CompletionStage<Void> consume(Message<byte[]> record) {
    return inbox.handle(record, this::trainAll);
  }

  private void trainAll(ActivationsExtracted event) {
    StudyRun run = steps.study(event.getStudy());
    HookPoint hookPoint = WireStudies.hookPoint(event.getHookPoint());
    VariantKey variant = WireStudies.toDomain(event.getVariant());
    List<CellKey> cells = run.spec().cells(variant, hookPoint);
    TrainSparseAutoencoders.Activations activations;
    try {
      activations = activations(event, run, hookPoint);
    } catch (RejectedException malformed) {
      refuse(run, cells, malformed);
      throw malformed;
    }
    TrainingPass pass =
        trainSparseAutoencoders.pass(
            run.spec(),
            activations,
            cells,
            (next, shards) -> publishProgress(event, run, variant, next, shards),
            () -> registry.isCancelled(run));
    String together = "training/" + StepId.activations(variant).value() + "/" + hookPoint;
    boolean alone = cells.size() > 1 && steps.givenUp(run, together);
    StepException first = null;
    for (CellKey cell : cells) {
      String step = StepId.sae(cell).value();
      try {
        steps.run(
            run,
            step,
            StepKind.SAE.id(),
            alone || cells.size() == 1 ? step : together,
            () -> publish(event, run, cell, alone ? pass.resultAlone(cell) : pass.result(cell)));
      } catch (FatalException | StoppedException open) {
        throw open;
      } catch (StepException failure) {
        // The other SAEs do not depend on this one; the record is refused when all were tried.
        first = first == null ? failure : first;
      }
    }
    if (alone) {
      steps.forget(run, together);
    }
    if (first != null || registry.isCancelled(run)) {
      release(pass, first);
    }
    if (first != null) {
      throw first;
    }
  }

  private static TrainSparseAutoencoders.Activations activations(
      ActivationsExtracted event, StudyRun run, HookPoint hookPoint) {
    return new TrainSparseAutoencoders.Activations(
        run.studyId(),
        WireStudies.artifactId("activations_id", event.getActivationsId()),
        WireStudies.artifactId("variant_id", event.getVariantId()),
        WireStudies.artifactId("tokens_id", event.getTokensId()),
        WireStudies.artifactId("positions_id", event.getPositionsId()),
        hookPoint,
        event.getModel().getWidth());
  }

  /**
   * A fact without what its SAEs need, as one of an older version: each of them fails with the
   * reason.
   */
  private void refuse(StudyRun run, List<CellKey> cells, RejectedException malformed) {
    for (CellKey cell : cells) {
      try {
        steps.run(
            run,
            StepId.sae(cell).value(),
            StepKind.SAE.id(),
            () -> {
              throw malformed;
            });
      } catch (RejectedException told) {
        // The record is refused when all were told.
      }
    }
  }

  /**
   * Nobody will come back for these activations, or a new run of the study will ask again: what is
   * left of a rolling window would lie in the store for ever.
   */
  private static void release(TrainingPass pass, StepException failure) {
    try {
      pass.release();
    } catch (StepException unreleased) {
      if (failure == null
          || unreleased instanceof FatalException
          || unreleased instanceof StoppedException) {
        throw unreleased;
      }
      failure.addSuppressed(unreleased);
    }
  }

  private void publishProgress(
      ActivationsExtracted event, StudyRun run, VariantKey variant, long next, long shards) {
    facts.publish(
        TrainingCheckpointed.newBuilder()
            .setStudy(WireStudies.toWire(run))
            .setVariant(event.getVariant())
            .setHookPoint(event.getHookPoint())
            .setVariantId(event.getVariantId())
            .setActivationsId(event.getActivationsId())
            .setTokensId(event.getTokensId())
            .setNextShard(next)
            .setShards(shards)
            .build(),
        run.studyId(),
        StepId.activations(variant).value() + "/" + event.getHookPoint());
  }

  private void publish(ActivationsExtracted event, StudyRun run, CellKey cell, TrainedSae trained) {
    SaeTrained fact =
        SaeTrained.newBuilder()
            .setStudy(WireStudies.toWire(run))
            .setCell(WireStudies.toWire(cell))
            .setVariantId(event.getVariantId())
            .setActivationsId(event.getActivationsId())
            .setTokensId(event.getTokensId())
            .setPositionsId(event.getPositionsId())
            .setSaeId(trained.id().hex())
            .setModel(event.getModel())
            .setReused(trained.reused())
            .build();
    facts.publish(fact, run.studyId(), StepId.sae(cell).value());
  }
}
