package io.nullscope.activation.adapter.kafka;

import io.nullscope.activation.application.ExtractActivations;
import io.nullscope.activation.application.ExtractedActivations;
import io.nullscope.artifacts.ArtifactId;
import io.nullscope.messaging.EventParser;
import io.nullscope.messaging.Inbox;
import io.nullscope.service.Facts;
import io.nullscope.service.Inboxes;
import io.nullscope.service.Steps;
import io.nullscope.service.StudyRegistry;
import io.nullscope.service.StudyRun;
import io.nullscope.service.WireStudies;
import io.nullscope.study.ActivationsSpec;
import io.nullscope.study.HookPoint;
import io.nullscope.study.StepId;
import io.nullscope.study.StepKind;
import io.nullscope.study.VariantKey;
import io.nullscope.v1.ActivationsExtracted;
import io.nullscope.v1.VariantMaterialized;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** VariantMaterialized → one ActivationsExtracted for each hook point. */
@ApplicationScoped
class VariantMaterializedConsumer {

  static final String CHANNEL = "variant-materialized-in";

  private final Inbox<VariantMaterialized> inbox;
  private final Steps steps;
  private final StudyRegistry registry;
  private final ExtractActivations extractActivations;
  private final Facts facts;

  VariantMaterializedConsumer(
      Inboxes inboxes,
      Steps steps,
      StudyRegistry registry,
      ExtractActivations extractActivations,
      Facts facts) {
    this.inbox =
        inboxes.of(CHANNEL, EventParser.protobuf(VariantMaterialized.getDefaultInstance()));
    this.steps = steps;
    this.registry = registry;
    this.extractActivations = extractActivations;
    this.facts = facts;
  }

  @Incoming(CHANNEL)
  @Blocking("steps")
  CompletionStage<Void> consume(Message<byte[]> record) {
    return inbox.handle(record, this::extract);
  }

  private void extract(VariantMaterialized event) {
    StudyRun run = steps.study(event.getStudy());
    VariantKey variant = WireStudies.toDomain(event.getVariant());
    List<HookPoint> hookPoints =
        event.getHookPointsList().stream().map(WireStudies::hookPoint).toList();
    ArtifactId variantId = WireStudies.artifactId("variant_id", event.getVariantId());
    String stepId = StepId.activations(variant).value();
    steps.run(
        run,
        stepId,
        StepKind.ACTIVATIONS.id(),
        () -> {
          ExtractedActivations extracted =
              run.spec().activations() instanceof ActivationsSpec.Rolling
                  ? extractActivations.offer(
                      run.spec().corpus(), run.spec().positions(), variantId, hookPoints)
                  : extractActivations.extract(
                      run.spec().corpus(), run.spec().positions(), variantId, hookPoints);
          registry.requireSameInput(run, "corpus.source", extracted.corpus());
          registry.needs(run, extracted.id());
          for (HookPoint hookPoint : hookPoints) {
            facts.publish(
                fact(event, run, hookPoint, extracted), run.studyId(), stepId + "/" + hookPoint);
          }
        });
  }

  private static ActivationsExtracted fact(
      VariantMaterialized event,
      StudyRun run,
      HookPoint hookPoint,
      ExtractedActivations extracted) {
    return ActivationsExtracted.newBuilder()
        .setStudy(WireStudies.toWire(run))
        .setVariant(event.getVariant())
        .setHookPoint(hookPoint.toString())
        .setVariantId(event.getVariantId())
        .setActivationsId(extracted.id().hex())
        .setTokensId(extracted.tokensId().hex())
        .setPositionsId(extracted.positionsId().hex())
        .setModel(event.getModel())
        .setReused(extracted.reused())
        .build();
  }
}
