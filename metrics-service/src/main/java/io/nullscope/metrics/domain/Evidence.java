package io.nullscope.metrics.domain;

import java.util.Objects;

/**
 * The numbers behind a verdict, on the metric's scale. NaN is what there is not.
 *
 * @param effect trained − mean of the draws; for a fixed null the mean over SAE seeds of trained −
 *     null
 * @param ciLow lower end of the interval of trained − a new draw (a fixed null: of the effect;
 *     scope NONE: over documents or latents of these SAEs only)
 * @param ciHigh upper end
 * @param draws draws of the null, n
 * @param saeSeeds SAE seeds that both arms have, S
 * @param sdDraws standard deviation between draws; for a fixed null between SAE seeds, of trained −
 *     null
 * @param sdWithin what of it sampling of documents or latents explains
 * @param df degrees of freedom
 * @param pValue two-sided, before adjustment
 * @param pAdjusted adjusted for the family; NaN for what is not tested
 * @param margin within which a difference is too small to matter
 * @param probabilityAbove that trained is above a new draw
 * @param rank draws below trained; ties count one half
 * @param detectable the smallest difference that this design finds in 80 % of studies
 */
public record Evidence(
    double effect,
    double ciLow,
    double ciHigh,
    Scope scope,
    int draws,
    int saeSeeds,
    double sdDraws,
    double sdWithin,
    double df,
    double pValue,
    double pAdjusted,
    double margin,
    double probabilityAbove,
    double rank,
    double detectable) {

  public Evidence {
    Objects.requireNonNull(scope, "scope");
  }

  /** Nothing was compared. */
  public static Evidence none(int draws, int saeSeeds, double margin) {
    double no = Double.NaN;
    return new Evidence(
        no, no, no, Scope.NONE, draws, saeSeeds, no, no, no, no, no, margin, no, no, no);
  }
}
