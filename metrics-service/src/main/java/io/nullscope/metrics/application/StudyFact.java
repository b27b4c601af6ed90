package io.nullscope.metrics.application;

import io.nullscope.study.CellKey;
import io.nullscope.study.ModelShape;
import io.nullscope.study.StepId;
import io.nullscope.study.VariantKey;
import java.util.List;

/**
 * What other services say about a study. A fact may come more than once, late, and before the facts
 * that it builds on.
 */
public sealed interface StudyFact {

  String studyId();

  int attempt();

  /** A fact that says which study it belongs to by carrying it whole. */
  sealed interface OfStudy extends StudyFact {

    StudyAttempt study();

    @Override
    default String studyId() {
      return study().studyId();
    }

    @Override
    default int attempt() {
      return study().attempt();
    }
  }

  /** Somebody wants the study. */
  record Requested(StudyAttempt study) implements OfStudy {}

  /**
   * The weights of a variant are stored.
   *
   * @param origin how the weights came about, for people
   * @param notices what a user should know about the model, each on one line
   */
  record VariantReady(
      StudyAttempt study,
      VariantKey variant,
      String variantId,
      ModelShape shape,
      String origin,
      List<String> notices,
      boolean reused)
      implements OfStudy {}

  /** The activations of all hook points of a variant are stored; told once for each hook point. */
  record ActivationsReady(
      StudyAttempt study,
      VariantKey variant,
      String activationsId,
      ModelShape shape,
      boolean reused)
      implements OfStudy {}

  /** An SAE is trained. */
  record SaeReady(StudyAttempt study, CellKey cell, String saeId, ModelShape shape, boolean reused)
      implements OfStudy {}

  /** The latents of an SAE are explained and judged. */
  record LatentsReady(StudyAttempt study, CellKey cell, String latentsId, boolean reused)
      implements OfStudy {}

  /** A group of metrics of an SAE is computed. */
  record MetricsReady(
      StudyAttempt study, CellKey cell, MetricGroup group, String metricsId, boolean reused)
      implements OfStudy {}

  /**
   * A step will not succeed without a person.
   *
   * @param step kind of the step, or "study"
   * @param code stable code in capitals
   * @param message what is wrong, where, and what to do
   * @param failureKind REJECTED, TRANSIENT or FATAL
   * @param service who says so
   */
  record Failed(
      String studyId,
      int attempt,
      StepId stepId,
      String step,
      String code,
      String message,
      String failureKind,
      String service)
      implements StudyFact {}
}
