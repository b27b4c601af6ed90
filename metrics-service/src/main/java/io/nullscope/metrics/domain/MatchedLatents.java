package io.nullscope.metrics.domain;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The latents of one SAE of the trained model beside those of one SAE of a null, with one score
 * each. Where latents have a covariate (how often they fire, how many tokens they fire on), only
 * latents of the same stratum are compared: strata are equal shares of all latents by the
 * covariate, latents with equal covariates in one stratum. So the score is asked whether it knows
 * more than the covariate does.
 *
 * @param auroc share of the compared pairs in which the trained latent has the higher score, ties
 *     one half; NaN without a pair
 * @param difference mean score of the trained latents minus that of the others, within strata and
 *     then over strata with weights n m / (n + m); NaN without a pair
 * @param matched share of the trained latents that have a latent of the null to compare with
 * @param influence one number for each trained latent, adding up to 0: resampling the trained
 *     latents moves {@code auroc} by its mean over the resample (DeLong's components; of a ratio to
 *     first order)
 */
record MatchedLatents(double auroc, double difference, double matched, double[] influence) {

  /** Latents are compared within so many strata of their covariate. */
  static MatchedLatents within(ScoredGroup trained, ScoredGroup others, int strata) {
    double[] bounds = bounds(trained.covariates(), others.covariates(), strata);
    int[] ofTrained = strata(trained.covariates(), bounds);
    int[] ofOthers = strata(others.covariates(), bounds);
    double[] wins = new double[trained.size()];
    double[] pairs = new double[trained.size()];
    double difference = 0;
    double weight = 0;
    for (int stratum = 0; stratum < strata; stratum++) {
      int[] here = indices(ofTrained, stratum);
      double[] low = scores(others, indices(ofOthers, stratum));
      if (here.length == 0 || low.length == 0) {
        continue;
      }
      double[] sorted = Auroc.sorted(low);
      for (int i : here) {
        wins[i] = Auroc.wins(new double[] {trained.scores()[i] + 0.0}, sorted);
        pairs[i] = low.length;
      }
      double share = (double) here.length * low.length / (here.length + low.length);
      difference += share * (Sums.mean(scores(trained, here)) - Sums.mean(low));
      weight += share;
    }
    double allPairs = Sums.of(pairs);
    double auroc = allPairs == 0 ? Double.NaN : Sums.of(wins) / allPairs;
    double[] influence = new double[trained.size()];
    for (int i = 0; i < influence.length; i++) {
      influence[i] = (wins[i] - auroc * pairs[i]) * trained.size() / allPairs;
    }
    return new MatchedLatents(
        auroc,
        weight == 0 ? Double.NaN : difference / weight,
        trained.size() == 0 ? Double.NaN : matched(pairs),
        influence);
  }

  private static double matched(double[] pairs) {
    return (double) DoubleStream.of(pairs).filter(count -> count > 0).count() / pairs.length;
  }

  /** The largest covariate of each stratum but the last. */
  private static double[] bounds(double[] some, double[] others, int strata) {
    double[] all =
        DoubleStream.concat(Arrays.stream(some), Arrays.stream(others)).sorted().toArray();
    return IntStream.range(1, strata)
        .mapToDouble(q -> all.length == 0 ? 0 : all[(int) ((long) q * (all.length - 1) / strata)])
        .toArray();
  }

  private static int[] strata(double[] covariates, double[] bounds) {
    return Arrays.stream(covariates)
        .mapToInt(value -> (int) Arrays.stream(bounds).filter(bound -> value > bound).count())
        .toArray();
  }

  private static int[] indices(int[] strata, int stratum) {
    IntPredicate here = i -> strata[i] == stratum;
    return IntStream.range(0, strata.length).filter(here).toArray();
  }

  private static double[] scores(ScoredGroup latents, int[] indices) {
    return Arrays.stream(indices).mapToDouble(i -> latents.scores()[i]).toArray();
  }
}
