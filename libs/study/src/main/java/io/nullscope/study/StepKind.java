package io.nullscope.study;

import java.util.Arrays;

/** The kinds of step of a study, in the order in which one feeds the next. */
public enum StepKind {
  VARIANT("variant"),
  ACTIVATIONS("activations"),
  SAE("sae"),
  RECONSTRUCTION("reconstruction"),
  LATENTS("latents"),
  INTERPRETABILITY("interpretability");

  private final String id;

  StepKind(String id) {
    this.id = id;
  }

  /** The name used in step ids and events. */
  public String id() {
    return id;
  }

  /**
   * The kind with this id.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static StepKind fromId(String id) {
    return Arrays.stream(values())
        .filter(kind -> kind.id.equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("unknown kind of step '" + id + "'"));
  }

  /**
   * True for the kinds that exist once for each SAE, false for those that exist once for each
   * variant.
   */
  public boolean perCell() {
    return this != VARIANT && this != ACTIVATIONS;
  }
}
