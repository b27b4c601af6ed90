package io.nullscope.metrics.domain;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Compares shares of yes-or-no latents. An SAE has so many latents that they are not dealt out one
 * by one: the number of successes that an SAE gets is hypergeometric (permutation) or binomial
 * (bootstrap), and drawn as such.
 */
public final class ProportionComparison implements Comparison {

  private final List<Arms<Proportion>> hookPoints;

  public ProportionComparison(List<Arms<Proportion>> hookPoints) {
    this.hookPoints = List.copyOf(hookPoints);
  }

  @Override
  public double trainedValue() {
    return average((arms, slots) -> arms.trainedMean(slots), Proportion::value);
  }

  @Override
  public double effect() {
    return average(Arms::difference, Proportion::value);
  }

  @Override
  public double resampled(RandomGenerator random) {
    return average(Arms::difference, proportion -> proportion.resampled(random));
  }

  @Override
  public double permuted(RandomGenerator random) {
    double sum = 0;
    for (Arms<Proportion> arms : hookPoints) {
      long trials = 0;
      long successes = 0;
      for (int slot = 0; slot < arms.size(); slot++) {
        trials += arms.cell(slot).trials();
        successes += arms.cell(slot).successes();
      }
      double[] slots = new double[arms.size()];
      for (int slot = 0; slot < slots.length; slot++) {
        long size = arms.cell(slot).trials();
        long taken = DiscreteSampler.hypergeometric(trials, successes, size, random);
        slots[slot] = (double) taken / size;
        trials -= size;
        successes -= taken;
      }
      sum += arms.difference(slots);
    }
    return sum / hookPoints.size();
  }

  private interface Slots {
    double combine(Arms<Proportion> arms, double[] slots);
  }

  private interface Value {
    double of(Proportion proportion);
  }

  private double average(Slots slots, Value value) {
    double sum = 0;
    for (Arms<Proportion> arms : hookPoints) {
      double[] values = new double[arms.size()];
      for (int slot = 0; slot < values.length; slot++) {
        values[slot] = value.of(arms.cell(slot));
      }
      sum += slots.combine(arms, values);
    }
    return sum / hookPoints.size();
  }
}
