package io.nullscope.metrics.domain;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * AUROC over the pooled examples of many latents, prepared for resampling latents.
 *
 * <p>Pooling n latents compares every positive with every negative, also of other latents. With
 * {@code wins[i][j]} = how often a positive of latent i beats a negative of latent j (ties one
 * half), the pooled AUROC of any multiset of latents with multiplicities m is {@code m' wins m /
 * (m'positives m'negatives)}. An example without a score ties with all of the other class. The
 * matrix is filled by one walk over the sorted scores; a resample then costs n² instead of a new
 * sort. All entries are multiples of one half: exact.
 */
final class PooledAuroc {

  private final double[][] wins;
  private final int[] positives;
  private final int[] negatives;

  PooledAuroc(List<LatentExamples> latents) {
    int n = latents.size();
    wins = new double[n][n];
    positives = latents.stream().mapToInt(LatentExamples::positiveCount).toArray();
    negatives = latents.stream().mapToInt(LatentExamples::negativeCount).toArray();
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        wins[i][j] = 0.5 * latents.get(i).undecidedPairs(latents.get(j));
      }
    }
    Scored high = Scored.positives(latents);
    Scored low = Scored.negatives(latents);
    double[] below = new double[n];
    int taken = 0;
    int next = 0;
    while (next < high.size()) {
      double score = high.score(next);
      while (taken < low.size() && low.score(taken) < score) {
        below[low.latent(taken++)] += 1;
      }
      double[] beaten = below.clone();
      for (int tie = taken; tie < low.size() && low.score(tie) == score; tie++) {
        beaten[low.latent(tie)] += 0.5;
      }
      for (; next < high.size() && high.score(next) == score; next++) {
        double[] row = wins[high.latent(next)];
        for (int j = 0; j < n; j++) {
          row[j] += beaten[j];
        }
      }
    }
  }

  int latents() {
    return positives.length;
  }

  /** The AUROC of all latents, once each. */
  double value() {
    int[] once = new int[latents()];
    Arrays.fill(once, 1);
    return resampled(once);
  }

  /** The AUROC with each latent taken so many times; NaN when a class comes out empty. */
  double resampled(int[] multiplicities) {
    int[] members = IntStream.range(0, latents()).filter(i -> multiplicities[i] > 0).toArray();
    double[] weights = new double[members.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = multiplicities[members[i]];
    }
    return weighted(members, weights);
  }

  /**
   * What the AUROC changes by, to first order, for each time that a latent is taken once more: of
   * m' wins m / (m'positives m'negatives) at one of each.
   */
  double[] influence() {
    int n = latents();
    double[] won = new double[n];
    double all = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        won[i] += wins[i][j];
        won[j] += wins[i][j];
        all += wins[i][j];
      }
    }
    double positive = Arrays.stream(positives).asDoubleStream().sum();
    double negative = Arrays.stream(negatives).asDoubleStream().sum();
    double value = all / (positive * negative);
    return IntStream.range(0, n)
        .mapToDouble(
            i ->
                won[i] / (positive * negative)
                    - value * (positives[i] / positive + negatives[i] / negative))
        .toArray();
  }

  private double weighted(int[] members, double[] weights) {
    double won = 0;
    double positive = 0;
    double negative = 0;
    for (int a = 0; a < members.length; a++) {
      double[] row = wins[members[a]];
      double sum = 0;
      for (int b = 0; b < members.length; b++) {
        sum += weights[b] * row[members[b]];
      }
      won += weights[a] * sum;
      positive += weights[a] * positives[members[a]];
      negative += weights[a] * negatives[members[a]];
    }
    return won / (positive * negative);
  }

  /** Scores of one class of all latents, ascending, each with its latent. */
  private record Scored(double[] scores, int[] owners, Integer[] order) {

    static Scored positives(List<LatentExamples> latents) {
      int size = latents.stream().mapToInt(LatentExamples::scoredPositives).sum();
      double[] scores = new double[size];
      int[] owners = new int[size];
      int at = 0;
      for (int i = 0; i < latents.size(); i++) {
        for (int e = 0; e < latents.get(i).scoredPositives(); e++) {
          scores[at] = latents.get(i).positive(e);
          owners[at++] = i;
        }
      }
      return sorted(scores, owners);
    }

    static Scored negatives(List<LatentExamples> latents) {
      int size = latents.stream().mapToInt(LatentExamples::scoredNegatives).sum();
      double[] scores = new double[size];
      int[] owners = new int[size];
      int at = 0;
      for (int i = 0; i < latents.size(); i++) {
        for (int e = 0; e < latents.get(i).scoredNegatives(); e++) {
          scores[at] = latents.get(i).negative(e);
          owners[at++] = i;
        }
      }
      return sorted(scores, owners);
    }

    private static Scored sorted(double[] scores, int[] owners) {
      Integer[] order = IntStream.range(0, scores.length).boxed().toArray(Integer[]::new);
      Arrays.sort(order, Comparator.comparingDouble(i -> scores[i]));
      return new Scored(scores, owners, order);
    }

    int size() {
      return order.length;
    }

    double score(int rank) {
      return scores[order[rank]];
    }

    int latent(int rank) {
      return owners[order[rank]];
    }
  }
}
