package io.nullscope.verdicts;

import org.apache.commons.statistics.distribution.TDistribution;

/** Student's t distribution, for intervals that are made elsewhere. */
public final class StudentT {

  private StudentT() {}

  /**
   * Half the width of a symmetric interval, in standard errors.
   *
   * @param confidence between 0 and 1
   * @param df degrees of freedom, above 0, not necessarily whole
   */
  public static double halfWidth(double confidence, double df) {
    return TDistribution.of(df).inverseCumulativeProbability((1 + confidence) / 2);
  }
}
