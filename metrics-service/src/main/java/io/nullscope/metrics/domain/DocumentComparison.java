package io.nullscope.metrics.domain;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Compares ratios of sums over documents. Every variant sees the same documents, so units are
 * paired: the bootstrap draws documents and takes them for all cells and hook points at once; the
 * permutation exchanges the variants' contributions within each document, at all hook points alike.
 *
 * <p>Variants differ widely in scale (residual norms by a factor of hundreds), and an exchange of
 * raw sums would let the larger variant dominate both arms. So each cell's values and weights are
 * first divided by its mean weight, which leaves its metric as it is.
 */
public final class DocumentComparison implements Comparison {

  private final RatioForm form;
  private final List<Arms<Normalized>> hookPoints;
  private final int documents;
  private final int mostTrained;
  private final int labels;

  /**
   * @param form how the metric comes out of the sums
   * @param hookPoints for each hook point the units of each cell; the same documents in the same
   *     order everywhere
   * @throws IllegalArgumentException when cells have different numbers of documents
   */
  public DocumentComparison(RatioForm form, List<Arms<UnitValues>> hookPoints) {
    this.form = form;
    this.documents = hookPoints.get(0).cell(0).size();
    for (Arms<UnitValues> arms : hookPoints) {
      for (int slot = 0; slot < arms.size(); slot++) {
        Lengths.require("documents of every cell", documents, arms.cell(slot).size());
      }
    }
    this.hookPoints =
        hookPoints.stream()
            .map(
                arms ->
                    new Arms<>(
                        arms.trained().stream().map(Normalized::of).toList(),
                        arms.nulls().stream().map(Normalized::of).toList()))
            .toList();
    this.mostTrained = hookPoints.stream().mapToInt(arms -> arms.trained().size()).max().orElse(0);
    int mostNulls = hookPoints.stream().mapToInt(arms -> arms.nulls().size()).max().orElse(0);
    this.labels = mostTrained + mostNulls;
  }

  @Override
  public double trainedValue() {
    double sum = 0;
    for (Arms<Normalized> arms : hookPoints) {
      sum += arms.trainedMean(observed(arms));
    }
    return sum / hookPoints.size();
  }

  @Override
  public double effect() {
    double sum = 0;
    for (Arms<Normalized> arms : hookPoints) {
      sum += arms.difference(observed(arms));
    }
    return sum / hookPoints.size();
  }

  @Override
  public double resampled(RandomGenerator random) {
    int[] multiplicities = new int[documents];
    ClusterBootstrap.draw(multiplicities, random);
    double sum = 0;
    for (Arms<Normalized> arms : hookPoints) {
      double[] slots = new double[arms.size()];
      for (int slot = 0; slot < slots.length; slot++) {
        Normalized cell = arms.cell(slot);
        double values = 0;
        double weights = 0;
        for (int d = 0; d < documents; d++) {
          values += multiplicities[d] * cell.values[d];
          weights += multiplicities[d] * cell.weights[d];
        }
        slots[slot] = form.of(values, weights);
      }
      sum += arms.difference(slots);
    }
    return sum / hookPoints.size();
  }

  @Override
  public double permuted(RandomGenerator random) {
    return labels == 2 ? swapped(random) : dealtOut(random);
  }

  /** Two cells a hook point: one random bit for each document. */
  private double swapped(RandomGenerator random) {
    long[] bits = new long[(documents + 63) / 64];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = random.nextLong();
    }
    double effect = 0;
    for (Arms<Normalized> arms : hookPoints) {
      Normalized trained = arms.cell(0);
      Normalized other = arms.cell(1);
      double values = 0;
      double weights = 0;
      for (int d = 0; d < documents; d++) {
        Normalized source = (bits[d >> 6] >>> d & 1) == 0 ? trained : other;
        values += source.values[d];
        weights += source.weights[d];
      }
      effect +=
          form.of(values, weights)
              - form.of(
                  trained.valueSum + other.valueSum - values,
                  trained.weightSum + other.weightSum - weights);
    }
    return effect / hookPoints.size();
  }

  /** Several seeds: each document's contributions are shuffled among all cells of a hook point. */
  private double dealtOut(RandomGenerator random) {
    double[][] values = new double[hookPoints.size()][];
    double[][] weights = new double[hookPoints.size()][];
    for (int h = 0; h < values.length; h++) {
      values[h] = new double[hookPoints.get(h).size()];
      weights[h] = new double[hookPoints.get(h).size()];
    }
    int[] order = Shuffle.identity(labels);
    for (int d = 0; d < documents; d++) {
      Shuffle.ints(order, random);
      for (int h = 0; h < values.length; h++) {
        Arms<Normalized> arms = hookPoints.get(h);
        int slot = 0;
        for (int label : order) {
          int source = sourceSlot(arms, label);
          if (source >= 0) {
            Normalized cell = arms.cell(source);
            values[h][slot] += cell.values[d];
            weights[h][slot++] += cell.weights[d];
          }
        }
      }
    }
    double effect = 0;
    for (int h = 0; h < values.length; h++) {
      double[] slots = new double[values[h].length];
      for (int slot = 0; slot < slots.length; slot++) {
        slots[slot] = form.of(values[h][slot], weights[h][slot]);
      }
      effect += hookPoints.get(h).difference(slots);
    }
    return effect / hookPoints.size();
  }

  /**
   * Labels are the trained cells, then the null cells; a hook point where steps failed lacks some.
   */
  private int sourceSlot(Arms<Normalized> arms, int label) {
    int trained = arms.trained().size();
    if (label < mostTrained) {
      return label < trained ? label : -1;
    }
    int other = label - mostTrained;
    return other < arms.nulls().size() ? trained + other : -1;
  }

  private double[] observed(Arms<Normalized> arms) {
    double[] slots = new double[arms.size()];
    for (int slot = 0; slot < slots.length; slot++) {
      Normalized cell = arms.cell(slot);
      slots[slot] = form.of(cell.valueSum, cell.weightSum);
    }
    return slots;
  }

  private record Normalized(double[] values, double[] weights, double valueSum, double weightSum) {

    static Normalized of(UnitValues units) {
      double scale = units.sumOfWeights() / units.size();
      double[] values = units.values();
      double[] weights = units.weights();
      for (int i = 0; i < values.length; i++) {
        values[i] /= scale;
        weights[i] /= scale;
      }
      return new Normalized(values, weights, Sums.of(values), Sums.of(weights));
    }
  }
}
