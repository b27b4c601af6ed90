package io.nullscope.verdicts;

/**
 * What a metric, as one number per draw of a null, varies by, as variances in squared units of the
 * metric.
 *
 * @param draws a²: what is left however many latents or documents there are
 * @param sampling w²: what sampling of these many latents or documents adds
 * @param prior degrees of freedom that the other scores add for each of a variance's own, from 0
 *     (nothing: metrics over documents) to 2 ({@link VariancePrior})
 */
public record Spread(double draws, double sampling, double prior) {

  private static final double PROBABILITY = 0.8;

  public Spread {
    if (!(draws >= 0 && sampling >= 0 && prior >= 0)) {
      throw new IllegalArgumentException(
          "variances and degrees of freedom are at least 0, not %s, %s, %s"
              .formatted(draws, sampling, prior));
    }
  }

  /**
   * As a study has found it.
   *
   * @param sdDraws s, between its draws
   * @param sdWithin w, what sampling explains of it
   * @param df degrees of freedom of its verdict
   * @param count its draws, at least two
   */
  public static Spread found(double sdDraws, double sdWithin, double df, int count) {
    int own = count - 1;
    double sampling = sdWithin * sdWithin;
    return new Spread(
        Math.max(0, sdDraws * sdDraws - sampling), sampling, Math.max(0, df - own) / own);
  }

  /** The same with so many times as many latents or documents. */
  public Spread withUnits(double times) {
    return new Spread(draws, sampling / times, prior);
  }

  /** s̃ = √(a² + w²), between draws. */
  public double deviation() {
    return Math.sqrt(draws + sampling);
  }

  /** The smallest difference that so many draws (two at least) find at the level in 80 %. */
  public double detectable(int count, double level) {
    return deviation() * power(count).detectable(level, PROBABILITY);
  }

  /** The margin within which no difference is found EQUIVALENT in 80 %, with so many draws. */
  public double equivalenceMargin(int count, double level) {
    return deviation() * power(count).equivalenceMargin(level, PROBABILITY);
  }

  private Power power(int count) {
    return Power.ofDraws(count, prior * (count - 1));
  }
}
