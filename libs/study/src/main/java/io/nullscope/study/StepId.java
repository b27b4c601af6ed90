package io.nullscope.study;

import java.util.Optional;

/**
 * Names a step of a study, the same way in every service:
 *
 * <pre>
 * study                                 the study as a whole, for failures that belong to no step
 * variant/KIND/SEED                     activations/KIND/SEED
 * sae/KIND/SEED/layers.N/SAE/SAESEED    and reconstruction/…, latents/…, interpretability/…
 * </pre>
 */
public record StepId(String value) {
  private static final String STUDY = "study";

  public StepId {
    check(value);
  }

  /** The study as a whole. */
  public static StepId study() {
    return new StepId(STUDY);
  }

  public static StepId variant(VariantKey variant) {
    return of(StepKind.VARIANT, variant);
  }

  public static StepId activations(VariantKey variant) {
    return of(StepKind.ACTIVATIONS, variant);
  }

  public static StepId sae(CellKey cell) {
    return of(StepKind.SAE, cell);
  }

  public static StepId reconstruction(CellKey cell) {
    return of(StepKind.RECONSTRUCTION, cell);
  }

  public static StepId latents(CellKey cell) {
    return of(StepKind.LATENTS, cell);
  }

  public static StepId interpretability(CellKey cell) {
    return of(StepKind.INTERPRETABILITY, cell);
  }

  /** The step of a kind that exists once for each variant. */
  public static StepId of(StepKind kind, VariantKey variant) {
    return new StepId(kind.id() + "/" + variant.id());
  }

  /** The step of a kind that exists once for each SAE. */
  public static StepId of(StepKind kind, CellKey cell) {
    return new StepId(kind.id() + "/" + cell.id());
  }

  /** The kind; empty for {@link #study()}. */
  public Optional<StepKind> kind() {
    return value.equals(STUDY)
        ? Optional.empty()
        : Optional.of(StepKind.fromId(value.substring(0, value.indexOf('/'))));
  }

  /** The variant; empty for {@link #study()}. */
  public Optional<VariantKey> variant() {
    return kind()
        .map(kind -> kind.perCell() ? CellKey.parse(rest()).variant() : VariantKey.parse(rest()));
  }

  /** The cell; empty for steps that are not about one SAE. */
  public Optional<CellKey> cell() {
    return kind().filter(StepKind::perCell).map(kind -> CellKey.parse(rest()));
  }

  private String rest() {
    return value.substring(value.indexOf('/') + 1);
  }

  private static void check(String value) {
    if (value.equals(STUDY)) {
      return;
    }
    int slash = value.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("'" + value + "' is not a step id");
    }
    if (StepKind.fromId(value.substring(0, slash)).perCell()) {
      CellKey.parse(value.substring(slash + 1));
    } else {
      VariantKey.parse(value.substring(slash + 1));
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
