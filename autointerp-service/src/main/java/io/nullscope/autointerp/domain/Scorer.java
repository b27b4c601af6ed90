package io.nullscope.autointerp.domain;

/** A way to put an explanation to the test. */
public enum Scorer {
  /** Which whole windows does the latent fire in? */
  DETECTION("detection"),
  /** Does the latent fire on the highlighted tokens? */
  FUZZING("fuzzing");

  private final String id;

  Scorer(String id) {
    this.id = id;
  }

  /** Name in studies, results and metric ids. */
  public String id() {
    return id;
  }
}
