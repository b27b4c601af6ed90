package io.nullscope.cli.progress;

import io.nullscope.study.CellKey;
import io.nullscope.study.StepId;
import io.nullscope.study.StepKind;
import io.nullscope.study.VariantKey;
import io.nullscope.v1.StepStatus;
import io.nullscope.v1.StudyStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a status says about the steps of a study.
 *
 * @param ended ids and states of the steps that will not run (again), in the order of the study
 * @param ready steps that have not ended and have all their inputs: they run, or wait for a service
 *     that is busy
 * @param pending steps that have not ended, with those that are ready
 */
record Tally(Map<String, String> ended, List<String> ready, List<String> pending) {
  /** What the server does when no step is left. */
  static final String LAST = "comparing the variants and writing the report";

  private static final String PENDING = "PENDING";
  private static final String DONE = "DONE";
  private static final String REUSED = "REUSED";
  private static final Set<String> USABLE = Set.of(DONE, REUSED);

  static Tally of(StudyStatus status) {
    Map<String, String> states = new LinkedHashMap<>();
    for (StepStatus step : status.getStepsList()) {
      states.put(step.getStepId(), step.getState());
    }
    Map<String, String> ended = new LinkedHashMap<>();
    List<String> ready = new ArrayList<>();
    List<String> pending = new ArrayList<>();
    states.forEach(
        (id, state) -> {
          if (!state.equals(PENDING)) {
            ended.put(id, state);
            return;
          }
          pending.add(id);
          // An input that the server does not list is none that anything waits for.
          if (inputs(id).stream()
              .allMatch(input -> USABLE.contains(states.getOrDefault(input, DONE)))) {
            ready.add(id);
          }
        });
    return new Tally(ended, ready, pending);
  }

  /**
   * The step of each kind that runs, for a service runs one at a time: one that is known to, or
   * else the first in line.
   */
  List<String> running(Predicate<String> known) {
    Map<String, String> first = new LinkedHashMap<>();
    ready.stream().filter(known).forEach(id -> first.putIfAbsent(kind(id), id));
    ready.forEach(id -> first.putIfAbsent(kind(id), id));
    return List.copyOf(first.values());
  }

  int total() {
    return ended.size() + pending.size();
  }

  /** Steps whose results an earlier run had made: no work of this one. */
  int reused() {
    return (int) ended.values().stream().filter(Tally::isReused).count();
  }

  /** Steps that this run has ended itself. */
  int ownEnded() {
    return ended.size() - reused();
  }

  /** Steps that this run has ended or will have to, as far as is known: the next may be reused. */
  int ownTotal() {
    return total() - reused();
  }

  /** Whether no step is left; the verdicts and the report are. */
  boolean complete() {
    return pending.isEmpty() && !ended.isEmpty();
  }

  static boolean isReused(String state) {
    return state.equals(REUSED);
  }

  /** Kind of a step; the first part of its id when this version does not know the kind. */
  static String kind(String stepId) {
    int slash = stepId.indexOf('/');
    return slash < 0 ? stepId : stepId.substring(0, slash);
  }

  /** The last input to come, which implies the others. */
  private static List<String> inputs(String stepId) {
    return parse(stepId)
        .flatMap(Tally::lastInput)
        .map(StepId::value)
        .map(List::of)
        .orElse(List.of());
  }

  private static Optional<StepId> parse(String stepId) {
    try {
      return Optional.of(new StepId(stepId));
    } catch (IllegalArgumentException e) {
      // A step of a newer server.
      return Optional.empty();
    }
  }

  private static Optional<StepId> lastInput(StepId step) {
    Optional<StepKind> kind = step.kind();
    if (kind.isEmpty()) {
      return Optional.empty();
    }
    VariantKey variant = step.variant().orElseThrow();
    Optional<CellKey> cell = step.cell();
    return switch (kind.get()) {
      case VARIANT -> Optional.empty();
      case ACTIVATIONS -> Optional.of(StepId.variant(variant));
      case SAE -> Optional.of(StepId.activations(variant));
      case RECONSTRUCTION, LATENTS -> cell.map(StepId::sae);
      case INTERPRETABILITY -> cell.map(StepId::latents);
    };
  }
}
