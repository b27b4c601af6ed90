package io.nullscope.verdicts;

import java.util.Arrays;
import java.util.Optional;

/**
 * What metrics vary by between draws of redrawn weights, for planning where no study of the model
 * is known: s² = a² + b² / (latents · SAE seeds) at a hook point, measured on the six-block model
 * that comes with Nullscope, upper ends of what its nulls and hook points show (docs/verdicts.md,
 * power). What remains of a is taken to be common to all hook points, sampling to be independent.
 */
public enum MeasuredSpread {
  R2("r2.global_centered.v1", 0.02, 0.007, 0),
  FUZZING("fuzzing.auroc.v1", 0.02, 0.005, 0.065),
  DETECTION("detection.auroc.v1", 0.02, 0.007, 0.095),
  TOKEN_ENTROPY("token_entropy.mean.v2", 0.2, 0.05, 0.7);

  /** Scores share their variances, and there are more of them than a prior needs. */
  private static final double PRIOR_OF_SCORES = 2;

  private final String metric;
  private final double margin;
  private final double ofDraws;
  private final double ofOneLatent;

  MeasuredSpread(String metric, double margin, double ofDraws, double ofOneLatent) {
    this.metric = metric;
    this.margin = margin;
    this.ofDraws = ofDraws;
    this.ofOneLatent = ofOneLatent;
  }

  public static Optional<MeasuredSpread> of(String metric) {
    return Arrays.stream(values()).filter(spread -> spread.metric.equals(metric)).findFirst();
  }

  /** The metric's versioned id. */
  public String metric() {
    return metric;
  }

  /** What is too small a difference to matter, unless a study says otherwise. */
  public double margin() {
    return margin;
  }

  /** Of the mean over so many hook points, with so many latents of each of so many SAE seeds. */
  public Spread of(int latents, int saeSeeds, int hookPoints) {
    double units = (double) latents * saeSeeds * hookPoints;
    return new Spread(
        ofDraws * ofDraws,
        ofOneLatent * ofOneLatent / units,
        SampledUnits.of(metric) == SampledUnits.DOCUMENTS ? 0 : PRIOR_OF_SCORES);
  }
}
