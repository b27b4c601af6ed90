package io.nullscope.study;

/** How an explanation is put to the test. */
public enum Scorer {
  /** Does the explanation fit this window at all? */
  DETECTION("detection"),
  /** Does the explanation fit the highlighted tokens of this window? */
  FUZZING("fuzzing");

  private final String id;

  Scorer(String id) {
    this.id = id;
  }

  /** The name used in study files, events and metric ids. */
  public String id() {
    return id;
  }
}
