package io.nullscope.study;

/** Which entries of a tensor share the mean and standard deviation that they are redrawn with. */
public enum MomentScope {
  /** All of them. */
  TENSOR("tensor"),
  /** Those of one attention head's query, key, value or output; elsewhere all of them. */
  HEAD("head"),
  /** Those of one output row of a matrix; in vectors all of them. */
  ROW("row");

  private final String id;

  MomentScope(String id) {
    this.id = id;
  }

  /** The name used in study files. */
  public String id() {
    return id;
  }
}
