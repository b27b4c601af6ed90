package io.nullscope.metrics.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Compares AUROCs over pooled examples. Resamples and exchanges whole latents, never single
 * examples. Bootstrap and permutation only read the matrix of {@link PooledAuroc}, which is filled
 * once for all latents of a hook point.
 */
public final class PooledAurocComparison implements Comparison {

  private final List<HookPointPairs> hookPoints;

  /**
   * @param hookPoints for each hook point the examples of the latents of each SAE
   */
  public PooledAurocComparison(List<Arms<List<LatentExamples>>> hookPoints) {
    this.hookPoints = hookPoints.stream().map(HookPointPairs::new).toList();
  }

  @Override
  public double trainedValue() {
    double sum = 0;
    for (HookPointPairs pairs : hookPoints) {
      sum += pairs.arms.trainedMean(pairs.values());
    }
    return sum / hookPoints.size();
  }

  @Override
  public double effect() {
    double sum = 0;
    for (HookPointPairs pairs : hookPoints) {
      sum += pairs.arms.difference(pairs.values());
    }
    return sum / hookPoints.size();
  }

  @Override
  public double resampled(RandomGenerator random) {
    double sum = 0;
    for (HookPointPairs pairs : hookPoints) {
      sum += pairs.arms.difference(pairs.resampled(random));
    }
    return sum / hookPoints.size();
  }

  @Override
  public double permuted(RandomGenerator random) {
    double sum = 0;
    for (HookPointPairs pairs : hookPoints) {
      sum += pairs.arms.difference(pairs.permuted(random));
    }
    return sum / hookPoints.size();
  }

  /** The latents of all SAEs of a hook point, one SAE after the other, with their pair counts. */
  private static final class HookPointPairs {
    private final Arms<List<LatentExamples>> arms;
    private final PooledAuroc pooled;
    private final int[] ends;
    private final int[] inOrder;
    private final int[] shuffled;

    HookPointPairs(Arms<List<LatentExamples>> arms) {
      this.arms = arms;
      List<LatentExamples> all = new ArrayList<>();
      ends = new int[arms.size()];
      for (int slot = 0; slot < ends.length; slot++) {
        all.addAll(arms.cell(slot));
        ends[slot] = all.size();
      }
      pooled = new PooledAuroc(all);
      inOrder = Shuffle.identity(all.size());
      shuffled = Shuffle.identity(all.size());
    }

    double[] values() {
      return subsets(inOrder);
    }

    double[] permuted(RandomGenerator random) {
      Shuffle.ints(shuffled, random);
      return subsets(shuffled);
    }

    /** A latent that is drawn twice stands twice in the list: its pairs count four times. */
    double[] resampled(RandomGenerator random) {
      double[] slots = new double[ends.length];
      int[] drawn = new int[inOrder.length];
      for (int slot = 0; slot < slots.length; slot++) {
        int from = start(slot);
        int size = ends[slot] - from;
        for (int i = from; i < ends[slot]; i++) {
          drawn[i] = from + random.nextInt(size);
        }
        slots[slot] = pooled.subset(drawn, from, ends[slot]);
      }
      return slots;
    }

    private double[] subsets(int[] order) {
      double[] slots = new double[ends.length];
      for (int slot = 0; slot < slots.length; slot++) {
        slots[slot] = pooled.subset(order, start(slot), ends[slot]);
      }
      return slots;
    }

    private int start(int slot) {
      return slot == 0 ? 0 : ends[slot - 1];
    }
  }
}
