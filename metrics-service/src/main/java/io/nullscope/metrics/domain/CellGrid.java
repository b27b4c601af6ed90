package io.nullscope.metrics.domain;

import io.nullscope.verdicts.Contrast;
import io.nullscope.verdicts.Draws;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * One metric of trained and of one null at the hook points where all cells have it.
 *
 * @param layers layer of each hook point
 * @param trained values [SAE seed][hook point]
 * @param nulls values [draw][SAE seed][hook point]; the same SAE seeds everywhere
 */
public record CellGrid(
    double[] layers, List<List<CellValue>> trained, List<List<List<CellValue>>> nulls) {

  /** y of trained and of each draw, with w². */
  public Draws draws(Contrast contrast) {
    List<CellValue> draws = drawSummaries(contrast);
    return new Draws(
        trainedSummary(contrast).value(),
        draws.stream().mapToDouble(CellValue::value).toArray(),
        sampling(draws));
  }

  /**
   * Mean over pairs of draws of half the variance of their difference; of one draw its variance.
   */
  private static double sampling(List<CellValue> draws) {
    if (draws.size() == 1) {
      return draws.get(0).variance();
    }
    double sum = 0;
    int pairs = 0;
    for (int u = 0; u < draws.size(); u++) {
      for (int v = 0; v < u; v++) {
        sum += draws.get(u).minus(draws.get(v)).variance() / 2;
        pairs++;
      }
    }
    return sum / pairs;
  }

  /** Trained − the only draw, for each SAE seed. */
  public List<CellValue> differences(Contrast contrast) {
    double[] weights = contrast.weights(layers);
    List<CellValue> differences = new ArrayList<>();
    for (int s = 0; s < trained.size(); s++) {
      differences.add(
          CellValue.sum(trained.get(s), weights)
              .minus(CellValue.sum(nulls.get(0).get(s), weights)));
    }
    return differences;
  }

  /** Trained − mean of the draws, as resampling the units of these very cells would move it. */
  public CellValue difference(Contrast contrast) {
    return trainedSummary(contrast).minus(nullSummary(contrast));
  }

  /** y of trained. */
  public CellValue trainedSummary(Contrast contrast) {
    return overSeeds(trained, contrast);
  }

  /** The mean of y over the draws. */
  public CellValue nullSummary(Contrast contrast) {
    return CellValue.mean(drawSummaries(contrast));
  }

  private List<CellValue> drawSummaries(Contrast contrast) {
    return nulls.stream().map(seeds -> overSeeds(seeds, contrast)).toList();
  }

  private CellValue overSeeds(List<List<CellValue>> seeds, Contrast contrast) {
    double[] weights = contrast.weights(layers);
    return CellValue.mean(seeds.stream().map(points -> CellValue.sum(points, weights)).toList());
  }

  /** The values of all cells under this contrast's hook points. */
  public DoubleStream values(Contrast contrast) {
    return cells(contrast).stream().mapToDouble(CellValue::value);
  }

  /** The fewest documents or latents of any cell under this contrast's hook points. */
  public int units(Contrast contrast) {
    return cells(contrast).stream().mapToInt(CellValue::units).min().orElse(0);
  }

  private List<CellValue> cells(Contrast contrast) {
    List<CellValue> cells = new ArrayList<>();
    trained.forEach(points -> cells.addAll(under(points, contrast)));
    nulls.forEach(seeds -> seeds.forEach(points -> cells.addAll(under(points, contrast))));
    return cells;
  }

  private static List<CellValue> under(List<CellValue> points, Contrast contrast) {
    return contrast instanceof Contrast.At at ? List.of(points.get(at.index())) : points;
  }
}
