package io.nullscope.metrics.adapter.kafka;

import io.nullscope.messaging.EventParser;
import io.nullscope.messaging.Inbox;
import io.nullscope.service.Inboxes;
import io.nullscope.service.Steps;
import io.nullscope.service.WireStudies;
import io.nullscope.v1.ActivationsExtracted;
import io.nullscope.v1.LatentsScored;
import io.nullscope.v1.MetricsComputed;
import io.nullscope.v1.SaeTrained;
import io.nullscope.v1.StepFailed;
import io.nullscope.v1.StudyRequested;
import io.nullscope.v1.VariantMaterialized;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * Every fact → read model. One worker applies them, so that progress does not wait for metrics to
 * be computed.
 */
@ApplicationScoped
class ProjectionConsumers {

  private final FactProjection projection;
  private final FactMapping mapping;

  /** What is wrong with a request is told by variant-service, which everybody's requests reach. */
  private final FactMapping requests = new FactMapping(WireStudies::toDomain);

  private final Inbox<StudyRequested> studyRequested;
  private final Inbox<VariantMaterialized> variantMaterialized;
  private final Inbox<ActivationsExtracted> activationsExtracted;
  private final Inbox<SaeTrained> saeTrained;
  private final Inbox<LatentsScored> latentsScored;
  private final Inbox<MetricsComputed> metricsComputed;
  private final Inbox<StepFailed> stepFailed;

  ProjectionConsumers(Inboxes inboxes, FactProjection projection, Steps steps) {
    this.projection = projection;
    this.mapping = new FactMapping(steps::study);
    this.studyRequested =
        inboxes.of(
            "study-requested-projection",
            EventParser.protobufOrJson(StudyRequested.getDefaultInstance()));
    this.variantMaterialized =
        inboxes.of(
            "variant-materialized-projection",
            EventParser.protobuf(VariantMaterialized.getDefaultInstance()));
    this.activationsExtracted =
        inboxes.of(
            "activations-extracted-projection",
            EventParser.protobuf(ActivationsExtracted.getDefaultInstance()));
    this.saeTrained =
        inboxes.of("sae-trained-projection", EventParser.protobuf(SaeTrained.getDefaultInstance()));
    this.latentsScored =
        inboxes.of(
            "latents-scored-projection", EventParser.protobuf(LatentsScored.getDefaultInstance()));
    this.metricsComputed =
        inboxes.of(
            "metrics-computed-projection",
            EventParser.protobuf(MetricsComputed.getDefaultInstance()));
    this.stepFailed =
        inboxes.of("step-failed-projection", EventParser.protobuf(StepFailed.getDefaultInstance()));
  }

  @Incoming("study-requested-projection")
  @Blocking("projection")
  CompletionStage<Void> onStudyRequested(Message<byte[]> record) {
    return studyRequested.handle(record, fact -> projection.apply(requests.of(fact)));
  }

  @Incoming("variant-materialized-projection")
  @Blocking("projection")
  CompletionStage<Void> onVariantMaterialized(Message<byte[]> record) {
    return variantMaterialized.handle(record, fact -> projection.apply(mapping.of(fact)));
  }

  @Incoming("activations-extracted-projection")
  @Blocking("projection")
  CompletionStage<Void> onActivationsExtracted(Message<byte[]> record) {
    return activationsExtracted.handle(record, fact -> projection.apply(mapping.of(fact)));
  }

  @Incoming("sae-trained-projection")
  @Blocking("projection")
  CompletionStage<Void> onSaeTrained(Message<byte[]> record) {
    return saeTrained.handle(record, fact -> projection.apply(mapping.of(fact)));
  }

  @Incoming("latents-scored-projection")
  @Blocking("projection")
  CompletionStage<Void> onLatentsScored(Message<byte[]> record) {
    return latentsScored.handle(record, fact -> projection.apply(mapping.of(fact)));
  }

  @Incoming("metrics-computed-projection")
  @Blocking("projection")
  CompletionStage<Void> onMetricsComputed(Message<byte[]> record) {
    return metricsComputed.handle(record, fact -> projection.apply(mapping.of(fact)));
  }

  @Incoming("step-failed-projection")
  @Blocking("projection")
  CompletionStage<Void> onStepFailed(Message<byte[]> record) {
    return stepFailed.handle(record, fact -> projection.apply(FactMapping.of(fact)));
  }
}
