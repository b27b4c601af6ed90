package io.nullscope.metrics.adapter.kafka;

import io.nullscope.messaging.RejectedException;
import io.nullscope.metrics.application.MetricGroup;
import io.nullscope.metrics.application.StudyAttempt;
import io.nullscope.metrics.application.StudyFact;
import io.nullscope.service.StudyRun;
import io.nullscope.service.WireStudies;
import io.nullscope.study.StepId;
import io.nullscope.study.StudyId;
import io.nullscope.v1.ActivationsExtracted;
import io.nullscope.v1.LatentsScored;
import io.nullscope.v1.MetricsComputed;
import io.nullscope.v1.SaeTrained;
import io.nullscope.v1.StepFailed;
import io.nullscope.v1.StudyContext;
import io.nullscope.v1.StudyRequested;
import io.nullscope.v1.VariantMaterialized;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * From wire facts to the application's. Every method throws {@link RejectedException} for what can
 * never be read.
 */
public final class FactMapping {

  private static final int LONGEST_KIND = 32;
  private static final int LONGEST_WORD = 64;
  private static final int LONGEST_CODE = 128;
  private static final int LONGEST_MESSAGE = 20_000;
  private static final int LONGEST_NOTICE = 2_000;
  private static final int MOST_NOTICES = 20;

  private final Function<StudyContext, StudyRun> studies;

  /**
   * A mapping.
   *
   * @param studies reads the study that a fact carries
   */
  public FactMapping(Function<StudyContext, StudyRun> studies) {
    this.studies = studies;
  }

  public StudyFact.Requested of(StudyRequested fact) {
    return new StudyFact.Requested(study(fact.getStudy()));
  }

  public StudyFact.VariantReady of(VariantMaterialized fact) {
    return new StudyFact.VariantReady(
        study(fact.getStudy()),
        WireStudies.toDomain(fact.getVariant()),
        artifactId("variant_id", fact.getVariantId()),
        WireStudies.toDomain(fact.getModel()),
        text(fact.getOrigin(), LONGEST_MESSAGE),
        notices(fact.getNoticesList()),
        fact.getReused());
  }

  public StudyFact.ActivationsReady of(ActivationsExtracted fact) {
    return new StudyFact.ActivationsReady(
        study(fact.getStudy()),
        WireStudies.toDomain(fact.getVariant()),
        artifactId("activations_id", fact.getActivationsId()),
        WireStudies.toDomain(fact.getModel()),
        fact.getReused());
  }

  public StudyFact.SaeReady of(SaeTrained fact) {
    return new StudyFact.SaeReady(
        study(fact.getStudy()),
        WireStudies.toDomain(fact.getCell()),
        artifactId("sae_id", fact.getSaeId()),
        WireStudies.toDomain(fact.getModel()),
        fact.getReused());
  }

  public StudyFact.LatentsReady of(LatentsScored fact) {
    return new StudyFact.LatentsReady(
        study(fact.getStudy()),
        WireStudies.toDomain(fact.getCell()),
        artifactId("latents_id", fact.getLatentsId()),
        fact.getReused());
  }

  public StudyFact.MetricsReady of(MetricsComputed fact) {
    return new StudyFact.MetricsReady(
        study(fact.getStudy()),
        WireStudies.toDomain(fact.getCell()),
        wellFormed("group", () -> MetricGroup.fromId(fact.getGroup())),
        artifactId("metrics_id", fact.getMetricsId()),
        fact.getReused());
  }

  /** What is too long is cut: a failure that is not told would leave its study waiting for ever. */
  public static StudyFact.Failed of(StepFailed fact) {
    return new StudyFact.Failed(
        wellFormed("study_id", () -> new StudyId(fact.getStudyId())).value(),
        WireStudies.attempt(fact.getAttempt()),
        wellFormed("step_id", () -> new StepId(fact.getStepId())),
        text(fact.getStep(), LONGEST_WORD),
        text(fact.getCode(), LONGEST_CODE),
        text(fact.getMessage(), LONGEST_MESSAGE),
        text(fact.getFailureKind(), LONGEST_KIND),
        text(fact.getService(), LONGEST_WORD));
  }

  private StudyAttempt study(StudyContext context) {
    StudyRun run = studies.apply(context);
    return new StudyAttempt(run.studyId(), run.attempt(), run.spec());
  }

  private static List<String> notices(List<String> notices) {
    return notices.stream()
        .limit(MOST_NOTICES)
        .map(notice -> text(notice, LONGEST_NOTICE).replaceAll("\\R", " "))
        .filter(notice -> !notice.isBlank())
        .toList();
  }

  /** Nothing but a digest becomes part of a name in the store. */
  private static String artifactId(String field, String value) {
    return WireStudies.artifactId(field, value).hex();
  }

  /** Text as a database takes it. */
  private static String text(String value, int longest) {
    String clean = value.replace('\0', '\uFFFD');
    if (clean.length() <= longest) {
      return clean;
    }
    int end = longest - 1;
    return clean.substring(0, Character.isHighSurrogate(clean.charAt(end - 1)) ? end - 1 : end)
        + "…";
  }

  private static <T> T wellFormed(String field, Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw new RejectedException("MALFORMED_EVENT", "field " + field + ": " + e.getMessage(), e);
    }
  }
}
