package io.nullscope.metrics.domain;

import io.nullscope.verdicts.Contrast;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A metric of one cell, or a sum of such metrics with weights, and how resampling the units of the
 * cells would move it: the variance of the bootstrap to first order (the infinitesimal jackknife),
 * which needs no random numbers. Units that all cells share (documents) move their values together;
 * units of a cell alone (latents) do not.
 *
 * @param value on the metric's scale
 * @param units documents or latents behind it, the fewest of the cells
 * @param shared influence of each document; empty when nothing is shared
 * @param independent variance that comes from units of its own
 */
public record CellValue(double value, int units, double[] shared, double independent) {

  /** A ratio of sums over documents: R², means per token, recovered shares. */
  public static CellValue ofDocuments(UnitValues documents, RatioForm form) {
    return new CellValue(documents.metric(form), documents.size(), influence(documents, form), 0);
  }

  /** A mean over latents. */
  public static CellValue ofLatents(UnitValues latents) {
    double[] influence = influence(latents, RatioForm.RATIO);
    return new CellValue(
        latents.metric(RatioForm.RATIO), latents.size(), new double[0], squares(influence));
  }

  /** An AUROC over the pooled examples of latents. */
  public static CellValue ofPooledAuroc(List<LatentExamples> latents) {
    PooledAuroc pooled = new PooledAuroc(latents);
    return new CellValue(
        pooled.value(), latents.size(), new double[0], squares(pooled.influence()));
  }

  /** A share of yes-or-no latents. */
  public static CellValue ofProportion(Proportion share) {
    double p = share.value();
    int trials = (int) Math.min(Integer.MAX_VALUE, share.trials());
    return new CellValue(p, trials, new double[0], p * (1 - p) / share.trials());
  }

  /** A = V / W moves by (v − A w) / W for each unit. */
  private static double[] influence(UnitValues units, RatioForm form) {
    double total = units.sumOfWeights();
    double ratio = units.sumOfValues() / total;
    double sign = form == RatioForm.ONE_MINUS_RATIO ? -1 : 1;
    return IntStream.range(0, units.size())
        .mapToDouble(i -> sign * (units.value(i) - ratio * units.weight(i)) / total)
        .toArray();
  }

  /** ln of it; NaN unless it is above 0. */
  public CellValue logarithm() {
    double factor = 1 / value;
    return new CellValue(
        value > 0 ? Math.log(value) : Double.NaN,
        units,
        Arrays.stream(shared).map(g -> g * factor).toArray(),
        independent * factor * factor);
  }

  /**
   * Σ weight · value.
   *
   * @throws IllegalArgumentException when cells share different numbers of documents
   */
  public static CellValue sum(List<CellValue> values, double[] weights) {
    double value = 0;
    double independent = 0;
    int units = Integer.MAX_VALUE;
    double[] shared = new double[values.get(0).shared.length];
    for (int i = 0; i < weights.length; i++) {
      CellValue cell = values.get(i);
      Lengths.require("documents of every cell", shared.length, cell.shared.length);
      value += weights[i] * cell.value;
      independent += weights[i] * weights[i] * cell.independent;
      units = Math.min(units, cell.units);
      for (int d = 0; d < shared.length; d++) {
        shared[d] += weights[i] * cell.shared[d];
      }
    }
    return new CellValue(value, units, shared, independent);
  }

  /** The mean. */
  public static CellValue mean(List<CellValue> values) {
    return sum(values, new Contrast.All().weights(new double[values.size()]));
  }

  /** This − the other, whose own units are others. */
  public CellValue minus(CellValue other) {
    return sum(List.of(this, other), new double[] {1, -1});
  }

  /** Var*, the variance under resampling. */
  public double variance() {
    return squares(shared) + independent;
  }

  private static double squares(double[] values) {
    return Arrays.stream(values).map(g -> g * g).sum();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CellValue that
        && value == that.value
        && units == that.units
        && independent == that.independent
        && Arrays.equals(shared, that.shared);
  }

  @Override
  public int hashCode() {
    return Double.hashCode(value) + 31 * Arrays.hashCode(shared);
  }

  @Override
  public String toString() {
    return "CellValue[" + value + " of " + units + " units]";
  }
}
