package io.nullscope.verdicts.calibration;

/**
 * Variance components of a kind of metric, measured on a small trained model (2.2M weights, SAEs of
 * 2,048 latents, 4 hook points), in units of w², the variance that resampling one cell sees.
 */
public enum Profile {
  /** AUROC, entropy, alive share of 100 latents a cell. */
  SCORES("scores", 0.5, 0.1, 0.6, 0.5),
  /** The same of 400 latents: a quarter of the sampling variance. */
  SCORES_OF_400_LATENTS("scores, 400 latents", 2.0, 0.4, 0.6, 0.5),
  /** R², cosine. */
  RECONSTRUCTION("reconstruction", 25, 0.4, 0.75, 1.0),
  /** Clean and spliced cross-entropy. */
  CROSS_ENTROPY("cross-entropy", 10, 0.1, 0.95, 0.5),
  L1("L1", 220, 1.0, 0.3, 0.7);

  private final String label;
  private final double drawVariance;
  private final double seedVariance;
  private final double correlation;
  private final double spread;

  Profile(
      String label, double drawVariance, double seedVariance, double correlation, double spread) {
    this.label = label;
    this.drawVariance = drawVariance;
    this.seedVariance = seedVariance;
    this.correlation = correlation;
    this.spread = spread;
  }

  public String label() {
    return label;
  }

  /** Mean variance between draws at a hook point. */
  double drawVariance() {
    return drawVariance;
  }

  /** Variance between SAE seeds of one draw. */
  double seedVariance() {
    return seedVariance;
  }

  /** Correlation of a draw's effects at two hook points. */
  double correlation() {
    return correlation;
  }

  /** Standard deviation of the logarithm of the variance between draws over hook points. */
  double spread() {
    return spread;
  }
}
