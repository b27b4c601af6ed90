package io.nullscope.metrics.adapter.kafka;

import io.nullscope.messaging.RejectedException;
import io.nullscope.metrics.application.MetricGroup;
import io.nullscope.metrics.application.StudyAttempt;
import io.nullscope.metrics.application.StudyFact;
import io.nullscope.service.StudyRun;
import io.nullscope.service.WireStudies;
import io.nullscope.study.StepId;
import io.nullscope.v1.ActivationsExtracted;
import io.nullscope.v1.LatentsScored;
import io.nullscope.v1.MetricsComputed;
import io.nullscope.v1.SaeTrained;
import io.nullscope.v1.StepFailed;
import io.nullscope.v1.StudyContext;
import io.nullscope.v1.StudyRequested;
import io.nullscope.v1.VariantMaterialized;
import java.util.function.Supplier;

/**
 * From wire facts to the application's. Every method throws {@link RejectedException} for what can
 * never be read.
 */
public final class FactMapping {

  private FactMapping() {}

  public static StudyFact.Requested of(StudyRequested fact) {
    return new StudyFact.Requested(study(fact.getStudy()));
  }

  public static StudyFact.VariantReady of(VariantMaterialized fact) {
    return new StudyFact.VariantReady(
        study(fact.getStudy()),
        WireStudies.toDomain(fact.getVariant()),
        required("variant_id", fact.getVariantId()),
        WireStudies.toDomain(fact.getModel()),
        fact.getOrigin(),
        fact.getReused());
  }

  public static StudyFact.ActivationsReady of(ActivationsExtracted fact) {
    return new StudyFact.ActivationsReady(
        study(fact.getStudy()),
        WireStudies.toDomain(fact.getVariant()),
        required("activations_id", fact.getActivationsId()),
        WireStudies.toDomain(fact.getModel()),
        fact.getReused());
  }

  public static StudyFact.SaeReady of(SaeTrained fact) {
    return new StudyFact.SaeReady(
        study(fact.getStudy()),
        WireStudies.toDomain(fact.getCell()),
        required("sae_id", fact.getSaeId()),
        WireStudies.toDomain(fact.getModel()),
        fact.getReused());
  }

  public static StudyFact.LatentsReady of(LatentsScored fact) {
    return new StudyFact.LatentsReady(
        study(fact.getStudy()),
        WireStudies.toDomain(fact.getCell()),
        required("latents_id", fact.getLatentsId()),
        fact.getReused());
  }

  public static StudyFact.MetricsReady of(MetricsComputed fact) {
    return new StudyFact.MetricsReady(
        study(fact.getStudy()),
        WireStudies.toDomain(fact.getCell()),
        wellFormed("group", () -> MetricGroup.fromId(fact.getGroup())),
        required("metrics_id", fact.getMetricsId()),
        fact.getReused());
  }

  public static StudyFact.Failed of(StepFailed fact) {
    return new StudyFact.Failed(
        required("study_id", fact.getStudyId()),
        Math.max(1, fact.getAttempt()),
        wellFormed("step_id", () -> new StepId(fact.getStepId())),
        fact.getStep(),
        fact.getCode(),
        fact.getMessage(),
        fact.getFailureKind(),
        fact.getService());
  }

  /** The study that a fact carries. */
  public static StudyAttempt study(StudyContext context) {
    StudyRun run = WireStudies.toDomain(context);
    return new StudyAttempt(run.studyId(), run.attempt(), run.spec());
  }

  private static String required(String field, String value) {
    if (value.isEmpty()) {
      throw new RejectedException("MALFORMED_EVENT", "field " + field + " is empty");
    }
    return value;
  }

  private static <T> T wellFormed(String field, Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw new RejectedException("MALFORMED_EVENT", "field " + field + ": " + e.getMessage(), e);
    }
  }
}
