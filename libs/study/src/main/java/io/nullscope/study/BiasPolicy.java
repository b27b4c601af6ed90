package io.nullscope.study;

/** What a re-randomised variant does with the biases of linear layers. */
public enum BiasPolicy {
  REDRAW("redraw"),
  KEEP("keep"),
  ZERO("zero");

  private final String id;

  BiasPolicy(String id) {
    this.id = id;
  }

  /** The name used in study files. */
  public String id() {
    return id;
  }
}
