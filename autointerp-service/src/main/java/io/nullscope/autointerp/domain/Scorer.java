package io.nullscope.autointerp.domain;

/** A way to put an explanation to the test. */
public enum Scorer {
  /** Which whole windows does the latent fire in? */
  DETECTION("detection"),
  /** Does the latent fire on the highlighted tokens? */
  FUZZING("fuzzing"),
  /** How strongly does the latent fire on each token? */
  SIMULATION("simulation"),
  /** Which window is not of this latent? Without an explanation. */
  INTRUDER("intruder"),
  /** Which windows are near the explanation in meaning? */
  EMBEDDING("embedding");

  private final String id;

  Scorer(String id) {
    this.id = id;
  }

  /** Name in studies, results and metric ids. */
  public String id() {
    return id;
  }
}
