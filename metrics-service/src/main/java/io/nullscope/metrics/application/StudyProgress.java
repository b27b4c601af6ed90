package io.nullscope.metrics.application;

import io.nullscope.study.HookPoint;
import io.nullscope.study.PlannedStep;
import io.nullscope.study.StepId;
import io.nullscope.study.StepKind;
import io.nullscope.study.StudyMismatchException;
import io.nullscope.study.StudyPlan;
import io.nullscope.study.StudySpec;
import io.nullscope.study.VariantKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A study with the state of each step of its plan. Only reports are stored; what is pending or
 * blocked follows from the plan, which is a pure function of the specification and the model's
 * sizes. Before the sizes are known, the plan consists of the variants.
 *
 * @param steps in the order of the plan
 * @param failures in no particular order
 */
public record StudyProgress(StudyRecord study, List<Step> steps, List<StepFailure> failures) {

  /**
   * A step and its state.
   *
   * @param artifactId "" until the step is done
   * @param note where a variant's weights come from; otherwise ""
   * @param notices what a user should know about what the step made
   */
  public record Step(
      StepId id,
      StepKind kind,
      VariantKey variant,
      Optional<HookPoint> hookPoint,
      StepState state,
      String artifactId,
      String note,
      List<String> notices) {}

  /** The progress that these reports amount to. */
  public static StudyProgress of(
      StudyRecord study, List<StepReport> reports, List<StepFailure> failures) {
    Map<StepId, StepReport> reported = new LinkedHashMap<>();
    reports.forEach(report -> reported.put(report.id(), report));
    Set<StepId> failed =
        failures.stream().map(StepFailure::stepId).collect(Collectors.toUnmodifiableSet());
    List<Step> steps =
        study
            .spec()
            .flatMap(spec -> plan(study, spec))
            .map(plan -> planned(plan, reported, failed))
            .orElseGet(() -> variants(study, reported, failed.contains(StepId.study())));
    return new StudyProgress(study, steps, List.copyOf(failures));
  }

  private static Optional<StudyPlan> plan(StudyRecord study, StudySpec spec) {
    try {
      return study.shape().map(shape -> StudyPlan.of(spec, shape));
    } catch (StudyMismatchException mismatch) {
      return Optional.empty(); // recorded as a failure of the study when the shape became known
    }
  }

  private static List<Step> planned(
      StudyPlan plan, Map<StepId, StepReport> reported, Set<StepId> failed) {
    Set<StepId> blocked = plan.blockedBy(failed);
    return plan.steps().stream()
        .map(step -> step(step, reported.get(step.id()), blocked.contains(step.id())))
        .toList();
  }

  private static Step step(PlannedStep planned, StepReport report, boolean blocked) {
    return step(
        planned.id(), planned.kind(), planned.variant(), planned.hookPoint(), report, blocked);
  }

  private static List<Step> variants(
      StudyRecord study, Map<StepId, StepReport> reported, boolean blocked) {
    return study.spec().stream()
        .flatMap(spec -> StudyPlan.variants(spec).stream())
        .map(
            variant -> {
              StepId id = StepId.variant(variant);
              return step(
                  id, StepKind.VARIANT, variant, Optional.empty(), reported.get(id), blocked);
            })
        .toList();
  }

  private static Step step(
      StepId id,
      StepKind kind,
      VariantKey variant,
      Optional<HookPoint> hookPoint,
      StepReport report,
      boolean blocked) {
    if (report == null) {
      StepState state = blocked ? StepState.BLOCKED : StepState.PENDING;
      return new Step(id, kind, variant, hookPoint, state, "", "", List.of());
    }
    return new Step(
        id,
        kind,
        variant,
        hookPoint,
        report.state(),
        report.artifactId(),
        report.note(),
        report.notices());
  }

  /** The study as a whole has failed, whatever its steps do. */
  public boolean rejected() {
    return failures.stream().anyMatch(failure -> failure.stepId().equals(StepId.study()));
  }

  /** No step will change any more. */
  public boolean stepsEnded() {
    if (rejected()) {
      return true;
    }
    boolean all = !steps.isEmpty() && steps.stream().allMatch(step -> step.state().ended());
    // Without the model's sizes there are more steps than are listed, unless no variant came about.
    return all
        && (study.shape().isPresent()
            || steps.stream().allMatch(step -> step.state() == StepState.FAILED));
  }

  /** The state that the study has once its results are stored. */
  public StudyState outcome() {
    boolean success =
        failures.isEmpty() && steps.stream().allMatch(step -> step.state().succeeded());
    return success ? StudyState.COMPLETED : StudyState.FAILED;
  }

  /** Every step has ended, but there are no results yet: somebody has to make them. */
  public boolean needsResults() {
    return stepsEnded() && study.resultsId().isEmpty() && !study.state().ended();
  }
}
