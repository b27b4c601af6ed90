package io.nullscope.study;

/** What a re-randomised variant does with the gains and biases of normalisation layers. */
public enum LayerNormPolicy {
  KEEP("keep"),
  REDRAW("redraw");

  private final String id;

  LayerNormPolicy(String id) {
    this.id = id;
  }

  /** The name used in study files. */
  public String id() {
    return id;
  }
}
