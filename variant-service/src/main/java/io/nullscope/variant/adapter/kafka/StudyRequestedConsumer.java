package io.nullscope.variant.adapter.kafka;

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
import io.nullscope.study.StepId;
import io.nullscope.study.StepKind;
import io.nullscope.study.VariantKey;
import io.nullscope.v1.StudyContext;
import io.nullscope.v1.StudyRequested;
import io.nullscope.v1.VariantMaterialized;
import io.nullscope.variant.application.MaterializeVariant;
import io.nullscope.variant.application.MaterializedVariant;
import io.nullscope.variant.application.PinnedRevisions;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** StudyRequested → one VariantMaterialized for each variant of the study. */
@ApplicationScoped
class StudyRequestedConsumer {

  static final String CHANNEL = "study-requested-in";

  /** The study id is none, or another study's, which must not be failed for it. */
  private static final Set<String> NOBODYS_STEP = Set.of("INVALID_STUDY_ID", "STUDY_ID_TAKEN");

  private final Inbox<StudyRequested> inbox;
  private final Steps steps;
  private final StudyRegistry registry;
  private final PinnedRevisions pinnedRevisions;
  private final MaterializeVariant materializeVariant;
  private final Facts facts;

  StudyRequestedConsumer(
      Inboxes inboxes,
      Steps steps,
      StudyRegistry registry,
      PinnedRevisions pinnedRevisions,
      MaterializeVariant materializeVariant,
      Facts facts) {
    this.inbox =
        inboxes.of(CHANNEL, EventParser.protobufOrJson(StudyRequested.getDefaultInstance()));
    this.steps = steps;
    this.registry = registry;
    this.pinnedRevisions = pinnedRevisions;
    this.materializeVariant = materializeVariant;
    this.facts = facts;
  }

  @Incoming(CHANNEL)
  @Blocking("steps")
  CompletionStage<Void> consume(Message<byte[]> record) {
    return inbox.handle(record, this::materializeAll);
  }

  private void materializeAll(StudyRequested event) {
    StudyRun run = accept(event);
    StepException first = null;
    for (VariantKey variant : run.spec().variantKeys()) {
      try {
        steps.run(
            run,
            StepId.variant(variant).value(),
            StepKind.VARIANT.id(),
            () -> materialize(run, variant));
      } catch (FatalException | StoppedException open) {
        throw open;
      } catch (StepException failure) {
        // The other variants do not depend on this one; the record is refused when all were tried.
        first = first == null ? failure : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }

  private StudyRun accept(StudyRequested event) {
    StudyContext study = event.getStudy();
    try {
      StudyRun run = WireStudies.toDomain(study);
      return steps.attempt(
          run,
          StepId.study().value(),
          () -> {
            registry.begin(run);
            return run;
          });
    } catch (FatalException | StoppedException open) {
      throw open;
    } catch (StepException failure) {
      if (!study.getStudyId().isEmpty() && !NOBODYS_STEP.contains(failure.code())) {
        steps.report(
            study.getStudyId(),
            WireStudies.attempt(study.getAttempt()),
            StepId.study().value(),
            "study",
            failure);
      }
      throw RejectedException.settled(failure);
    }
  }

  private void materialize(StudyRun run, VariantKey variant) {
    MaterializedVariant made =
        materializeVariant.materialize(pinnedRevisions.pin(run.studyId(), run.spec()), variant);
    registry.requireSameInput(run, made.location().setting(), made.checkpoint());
    VariantMaterialized fact =
        VariantMaterialized.newBuilder()
            .setStudy(WireStudies.toWire(run))
            .setVariant(WireStudies.toWire(variant))
            .setVariantId(made.id().hex())
            .setModel(WireStudies.toWire(made.shape()))
            .addAllHookPoints(made.hookPoints().stream().map(Object::toString).toList())
            .setOrigin(made.origin())
            .addAllNotices(made.notices())
            .setReused(made.reused())
            .build();
    facts.publish(fact, run.studyId(), StepId.variant(variant).value());
  }
}
