package io.nullscope.metrics.domain;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Compares means over latents. Latents of different SAEs are unrelated: the bootstrap resamples
 * each SAE's latents by themselves; the permutation deals all latents of a hook point out to the
 * SAEs again.
 */
public final class LatentComparison implements Comparison {

  private final List<Arms<double[]>> hookPoints;
  private final List<double[]> pools;

  /**
   * @param hookPoints for each hook point the values of the latents of each SAE, none of them empty
   */
  public LatentComparison(List<Arms<UnitValues>> hookPoints) {
    this.hookPoints = hookPoints.stream().map(LatentComparison::raw).toList();
    this.pools =
        this.hookPoints.stream()
            .map(
                arms -> {
                  double[][] cells = new double[arms.size()][];
                  for (int slot = 0; slot < cells.length; slot++) {
                    cells[slot] = arms.cell(slot);
                  }
                  return Arrays.stream(cells).flatMapToDouble(Arrays::stream).toArray();
                })
            .toList();
  }

  private static Arms<double[]> raw(Arms<UnitValues> arms) {
    return new Arms<>(
        arms.trained().stream().map(UnitValues::values).toList(),
        arms.nulls().stream().map(UnitValues::values).toList());
  }

  @Override
  public double trainedValue() {
    return average(arms -> arms.trainedMean(means(arms)));
  }

  @Override
  public double effect() {
    return average(arms -> arms.difference(means(arms)));
  }

  @Override
  public double resampled(RandomGenerator random) {
    return average(
        arms -> {
          double[] slots = new double[arms.size()];
          for (int slot = 0; slot < slots.length; slot++) {
            double[] values = arms.cell(slot);
            double sum = 0;
            for (int i = 0; i < values.length; i++) {
              sum += values[random.nextInt(values.length)];
            }
            slots[slot] = sum / values.length;
          }
          return arms.difference(slots);
        });
  }

  @Override
  public double permuted(RandomGenerator random) {
    double sum = 0;
    for (int h = 0; h < pools.size(); h++) {
      Arms<double[]> arms = hookPoints.get(h);
      double[] pool = pools.get(h);
      double[] slots = new double[arms.size()];
      int from = 0;
      for (int slot = 0; slot < slots.length; slot++) {
        int to = from + arms.cell(slot).length;
        slots[slot] = drawMean(pool, from, to, random);
        from = to;
      }
      sum += arms.difference(slots);
    }
    return sum / pools.size();
  }

  /** Moves a random choice of what is left into [from, to) and returns its mean. */
  private static double drawMean(double[] pool, int from, int to, RandomGenerator random) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      int j = i + random.nextInt(pool.length - i);
      double value = pool[j];
      pool[j] = pool[i];
      pool[i] = value;
      sum += value;
    }
    return sum / (to - from);
  }

  private static double[] means(Arms<double[]> arms) {
    double[] slots = new double[arms.size()];
    for (int slot = 0; slot < slots.length; slot++) {
      slots[slot] = Sums.mean(arms.cell(slot));
    }
    return slots;
  }

  private interface PerHookPoint {
    double of(Arms<double[]> arms);
  }

  private double average(PerHookPoint value) {
    double sum = 0;
    for (Arms<double[]> arms : hookPoints) {
      sum += value.of(arms);
    }
    return sum / hookPoints.size();
  }
}
