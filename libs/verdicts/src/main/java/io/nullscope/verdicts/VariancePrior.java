package io.nullscope.verdicts;

import java.util.Collection;
import org.apache.commons.numbers.gamma.Digamma;
import org.apache.commons.numbers.gamma.Trigamma;

/**
 * What the ratios κ = s²/w² of several metrics say of each one's: a scaled inverse chi-square prior
 * (Smyth 2004, Stat. Appl. Genet. Mol. Biol. 3:3).
 *
 * @param degreesOfFreedom d0 ≥ 0; 0 is no prior
 * @param ratio κ0, the prior's κ
 */
public record VariancePrior(double degreesOfFreedom, double ratio) {

  public static final VariancePrior NONE = new VariancePrior(0, 1);

  /** With fewer variances the prior would be guessed from too little. */
  public static final int SMALLEST_POOL = 6;

  private static final double NEGLIGIBLE = 1e-6;

  /**
   * Fits the prior to a pool; at most twice as many degrees of freedom as one variance has, because
   * metrics of one construct are correlated and the pool is smaller than it looks.
   *
   * @param pool metrics over latents, all with the same number of draws
   * @return no prior for fewer than {@link #SMALLEST_POOL} ratios that are above 0, or one draw
   */
  public static VariancePrior of(Collection<Draws> pool) {
    int freedom = pool.stream().mapToInt(Draws::count).max().orElse(0) - 1;
    double[] logs =
        pool.stream()
            .mapToDouble(draws -> draws.variance() / draws.sampling())
            .filter(ratio -> ratio > 0 && Double.isFinite(ratio))
            .map(Math::log)
            .toArray();
    return logs.length < SMALLEST_POOL ? NONE : fit(logs, freedom);
  }

  private static VariancePrior fit(double[] logs, int freedom) {
    double half = freedom / 2.0;
    double mean = Draws.mean(logs) - Digamma.value(half) + Math.log(half);
    double excess = Draws.variance(logs) - Trigamma.value(half);
    double most = 2.0 * freedom;
    double fitted =
        excess <= NEGLIGIBLE ? most : Math.min(most, 2 * PolygammaRoot.inverseTrigamma(excess));
    double ratio = Math.exp(mean + Digamma.value(fitted / 2) - Math.log(fitted / 2));
    return new VariancePrior(fitted, ratio);
  }

  /** (d0 κ0 w² + f s²) / (d0 + f). */
  double moderated(double variance, double sampling, int freedom) {
    return (degreesOfFreedom * ratio * sampling + freedom * variance)
        / (degreesOfFreedom + freedom);
  }
}
