package io.nullscope.study;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A step of a plan.
 *
 * @param inputs steps whose artifacts this one reads; all of them come earlier in the plan
 * @param cell present for steps about one SAE
 */
public record PlannedStep(
    StepId id,
    StepKind kind,
    List<StepId> inputs,
    VariantKey variant,
    Optional<CellKey> cell,
    Cost cost) {
  public PlannedStep {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(variant, "variant");
    Objects.requireNonNull(cell, "cell");
    Objects.requireNonNull(cost, "cost");
    inputs = List.copyOf(inputs);
  }

  static PlannedStep of(StepKind kind, VariantKey variant, List<StepId> inputs, Cost cost) {
    return new PlannedStep(StepId.of(kind, variant), kind, inputs, variant, Optional.empty(), cost);
  }

  static PlannedStep of(StepKind kind, CellKey cell, List<StepId> inputs, Cost cost) {
    return new PlannedStep(
        StepId.of(kind, cell), kind, inputs, cell.variant(), Optional.of(cell), cost);
  }

  /** The hook point; empty for steps that are not about one SAE. */
  public Optional<HookPoint> hookPoint() {
    return cell.map(CellKey::hookPoint);
  }
}
