package io.nullscope.study;

/** How an explanation, or a latent without one, is put to the test. */
public enum Scorer {
  /** Does the explanation fit this window at all? */
  DETECTION("detection", true),
  /** Does the explanation fit the highlighted tokens of this window? */
  FUZZING("fuzzing", true),
  /** Which activations does the explanation predict? Correlation with the true ones. */
  SIMULATION("simulation", true),
  /** Which of five highlighted windows does not belong? Needs no explanation. */
  INTRUDER("intruder", false),
  /** How close are explanation and window as sentence embeddings? Needs no judge. */
  EMBEDDING("embedding", false);

  private final String id;
  private final boolean judgesExplanations;

  Scorer(String id, boolean judgesExplanations) {
    this.id = id;
    this.judgesExplanations = judgesExplanations;
  }

  /** The name used in study files, events and metric ids. */
  public String id() {
    return id;
  }

  /** Whether a judge has to understand the explanation. */
  boolean judgesExplanations() {
    return judgesExplanations;
  }
}
