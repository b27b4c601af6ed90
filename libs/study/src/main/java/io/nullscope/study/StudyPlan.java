package io.nullscope.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Every step of a study, with its inputs and what it costs: a pure function of the specification
 * and the model's sizes, and the one source for fan-out, progress, estimates and completion. Steps
 * are in topological order, kind by kind.
 */
public final class StudyPlan {
  private final Map<StepId, PlannedStep> steps;
  private final List<CellKey> cells;
  private final Cost verdicts;

  private StudyPlan(List<PlannedStep> steps, List<CellKey> cells, Cost verdicts) {
    this.steps = new LinkedHashMap<>();
    steps.forEach(step -> this.steps.put(step.id(), step));
    this.cells = List.copyOf(cells);
    this.verdicts = verdicts;
  }

  /**
   * The plan of a study on a model of this shape.
   *
   * @throws StudyMismatchException when the study asks for something that the model does not have:
   *     hook points, context, latents, layers of variants; or has too many steps
   */
  public static StudyPlan of(StudySpec spec, ModelShape shape) {
    mismatches(spec, shape)
        .forEach(
            mismatch -> {
              throw mismatch;
            });
    List<HookPoint> hookPoints = spec.hookPoints().resolve(shape.layers());
    StepCosts costs = new StepCosts(spec, shape, hookPoints);
    List<VariantKey> variants = spec.variantKeys();
    List<CellKey> cells = new ArrayList<>();
    for (VariantKey variant : variants) {
      for (HookPoint hookPoint : hookPoints) {
        cells.addAll(spec.cells(variant, hookPoint));
      }
    }
    List<PlannedStep> steps = new ArrayList<>();
    for (VariantKey variant : variants) {
      steps.add(
          PlannedStep.of(StepKind.VARIANT, variant, List.of(), costs.variant(variant.kind())));
    }
    for (VariantKey variant : variants) {
      steps.add(
          PlannedStep.of(
              StepKind.ACTIVATIONS,
              variant,
              List.of(StepId.variant(variant)),
              costs.activations()));
    }
    for (StepKind kind :
        List.of(
            StepKind.SAE, StepKind.RECONSTRUCTION, StepKind.LATENTS, StepKind.INTERPRETABILITY)) {
      for (CellKey cell : cells) {
        steps.add(PlannedStep.of(kind, cell, inputs(kind, cell), costs.perCell(kind, cell.sae())));
      }
    }
    return new StudyPlan(steps, cells, costs.verdicts());
  }

  /** Everything that the study asks for and the model does not have. */
  public static List<StudyMismatchException> mismatches(StudySpec spec, ModelShape shape) {
    List<Runnable> rules = new ArrayList<>();
    rules.add(() -> requireContext(spec.corpus().contextLength(), shape.maxContext()));
    rules.add(() -> requireLayers(spec, shape.layers()));
    rules.add(() -> requireSize(spec, spec.hookPoints().resolve(shape.layers()).size()));
    spec.saes().forEach(sae -> rules.add(() -> sae.latentsFor(shape.width())));
    List<StudyMismatchException> broken = new ArrayList<>();
    for (Runnable rule : rules) {
      try {
        rule.run();
      } catch (StudyMismatchException mismatch) {
        broken.add(mismatch);
      }
    }
    return broken;
  }

  private static void requireContext(int asked, int longest) {
    if (asked > longest) {
      throw new StudyMismatchException(
          "CONTEXT_TOO_LONG",
          "corpus.contextLength",
          "%d tokens are asked for, but the model was built for at most %d"
              .formatted(asked, longest),
          "lower corpus.contextLength");
    }
  }

  private static void requireSize(StudySpec spec, int hookPoints) {
    long steps = spec.steps(hookPoints);
    if (steps > SpecLimits.STEPS) {
      throw new StudyMismatchException(
          "TOO_MANY_STEPS",
          "variants",
          "with the seeds, hook points and SAE configurations of the study, the plan has %d steps on this model; at most %d are possible"
              .formatted(steps, SpecLimits.STEPS),
          "name fewer of them");
    }
  }

  private static void requireLayers(StudySpec spec, int layers) {
    List<String> missing =
        spec.variants().stream()
            .filter(kind -> kind.layer().orElse(0) >= layers)
            .map(VariantKind::id)
            .toList();
    if (!missing.isEmpty()) {
      throw new StudyMismatchException(
          "UNKNOWN_LAYER",
          "variants",
          String.join(", ", missing) + ": the model has no such layer",
          "N in cascading-top-N and cascading-bottom-N may be "
              + (layers == 1 ? "0 only" : "0 to " + (layers - 1)));
    }
  }

  /** The variants of a study: what is known before the model has been read. */
  public static List<VariantKey> variants(StudySpec spec) {
    return spec.variantKeys();
  }

  private static List<StepId> inputs(StepKind kind, CellKey cell) {
    StepId variant = StepId.variant(cell.variant());
    StepId activations = StepId.activations(cell.variant());
    return switch (kind) {
      case VARIANT -> List.of();
      case ACTIVATIONS -> List.of(variant);
      case SAE -> List.of(activations);
      // The spliced forward pass needs the weights and the evaluation tokens as well.
      case RECONSTRUCTION -> List.of(variant, activations, StepId.sae(cell));
      case LATENTS -> List.of(activations, StepId.sae(cell));
      case INTERPRETABILITY -> List.of(StepId.latents(cell));
    };
  }

  /** Every step, inputs before their users. */
  public List<PlannedStep> steps() {
    return List.copyOf(steps.values());
  }

  /** The steps of one kind. */
  public List<PlannedStep> steps(StepKind kind) {
    return steps.values().stream().filter(step -> step.kind() == kind).toList();
  }

  /** The step with this id; empty when the plan has none. */
  public Optional<PlannedStep> step(StepId id) {
    return Optional.ofNullable(steps.get(id));
  }

  /** Every cell, in the order of variants, hook points, SAE configurations and SAE seeds. */
  public List<CellKey> cells() {
    return cells;
  }

  /** The tests of trained against the nulls, which follow the last step. */
  public Cost verdicts() {
    return verdicts;
  }

  /** All steps together, without the verdicts. */
  public Cost totalCost() {
    return steps.values().stream().map(PlannedStep::cost).reduce(Cost.NONE, Cost::plus);
  }

  /**
   * The steps that cannot run because these have failed, in the order of the plan; without the
   * failed steps themselves. A failure of {@link StepId#study()} blocks every step. Ids that the
   * plan does not have block nothing.
   */
  public Set<StepId> blockedBy(Set<StepId> failed) {
    boolean all = failed.contains(StepId.study());
    Set<StepId> blocked = new LinkedHashSet<>();
    for (PlannedStep step : steps.values()) {
      boolean stuck =
          step.inputs().stream()
              .anyMatch(input -> failed.contains(input) || blocked.contains(input));
      if ((all || stuck) && !failed.contains(step.id())) {
        blocked.add(step.id());
      }
    }
    return blocked;
  }
}
