package io.nullscope.study;

/** What the sum of squared distances from the mean of n entries is divided by. */
public enum DeviationEstimator {
  /** n − 1, as in the authors' code. */
  UNBIASED("unbiased"),
  /** n. */
  POPULATION("population");

  private final String id;

  DeviationEstimator(String id) {
    this.id = id;
  }

  /** The name used in study files. */
  public String id() {
    return id;
  }
}
