package io.nullscope.metrics.domain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How well a judge told the examples of one latent apart, under one condition. */
public final class LatentScore {

  private final ScoredLatent latent;
  private final List<Judgement> positives = new ArrayList<>();
  private final List<Judgement> negatives = new ArrayList<>();

  private LatentScore(ScoredLatent latent) {
    this.latent = latent;
  }

  static LatentScore of(ScoredLatent latent, Condition condition) {
    LatentScore score = new LatentScore(latent);
    for (Judgement judgement : latent.judgements()) {
      TestWindow window = latent.testWindow(judgement);
      if (condition.holds(judgement, window)) {
        (window.positive() ? score.positives : score.negatives).add(judgement);
      }
    }
    return score;
  }

  /** The same score on the windows alone that another judge answered. */
  LatentScore where(LatentScore other) {
    Set<Integer> answered =
        Stream.concat(other.positives.stream(), other.negatives.stream())
            .filter(judgement -> !judgement.failed())
            .map(Judgement::testWindow)
            .collect(Collectors.toSet());
    LatentScore score = new LatentScore(latent);
    positives.stream()
        .filter(judgement -> answered.contains(judgement.testWindow()))
        .forEach(score.positives::add);
    negatives.stream()
        .filter(judgement -> answered.contains(judgement.testWindow()))
        .forEach(score.negatives::add);
    return score;
  }

  /** The scores, with failed judgements treated by the rule. */
  LatentExamples examples(FailedAnswers rule) {
    double[] high = scores(positives);
    double[] low = scores(negatives);
    int failedPositives = positives.size() - high.length;
    int failedNegatives = negatives.size() - low.length;
    return switch (rule) {
      case DROPPED -> new LatentExamples(high, low);
      case LOWEST_RANK ->
          new LatentExamples(withLowest(high, failedPositives), withLowest(low, failedNegatives));
      case ONE_HALF -> new LatentExamples(high, low, failedPositives, failedNegatives);
    };
  }

  /** AUROC within the latent; NaN when a class is empty. */
  double auroc(FailedAnswers rule) {
    return examples(rule).auroc();
  }

  /**
   * AUROC over the pairs of a positive and a negative that differ in context alone: the negative
   * was made for a positive with the same strongest token, and the highlights, if there are any,
   * stand on the same tokens, each as often. Failed judgements are left out; NaN when there is no
   * such pair. Other pairs would be won by their tokens: a rare one beside a frequent one, or a
   * further highlight that the silent window has no token for.
   */
  double aurocWithinTokens() {
    Map<List<Integer>, List<Judgement>> negativesByTokens =
        answered(negatives).collect(Collectors.groupingBy(this::tokens));
    double wins = 0;
    long pairs = 0;
    for (Judgement positive : answered(positives).toList()) {
      for (Judgement negative : negativesByTokens.getOrDefault(tokens(positive), List.of())) {
        wins += 0.5 * (1 + Math.signum(positive.score() - negative.score()));
        pairs++;
      }
    }
    return pairs == 0 ? Double.NaN : wins / pairs;
  }

  /** The strongest token, then the highlighted ones in ascending order. */
  private List<Integer> tokens(Judgement judgement) {
    TestWindow window = latent.testWindow(judgement);
    return Stream.concat(
            Stream.of(latent.strongestToken(window)),
            judgement.highlighted().stream().map(window.window()::tokenId).sorted())
        .toList();
  }

  private static Stream<Judgement> answered(List<Judgement> judgements) {
    return judgements.stream().filter(judgement -> !judgement.failed());
  }

  /**
   * Mean of true-positive and true-negative rate of the judge's yes or no, failed judgements left
   * out; NaN when a class is empty.
   */
  double balancedAccuracy() {
    return (shareOf(true, positives) + shareOf(false, negatives)) / 2;
  }

  /** Judgements without a usable answer. */
  int failures() {
    return (int)
        (positives.stream().filter(Judgement::failed).count()
            + negatives.stream().filter(Judgement::failed).count());
  }

  private static double[] scores(List<Judgement> judgements) {
    return answered(judgements).mapToDouble(Judgement::score).toArray();
  }

  private static double[] withLowest(double[] scores, int failed) {
    double[] all = new double[scores.length + failed];
    System.arraycopy(scores, 0, all, failed, scores.length);
    Arrays.fill(all, 0, failed, Double.NEGATIVE_INFINITY);
    return all;
  }

  private static double shareOf(boolean answer, List<Judgement> judgements) {
    List<Judgement> usable = answered(judgements).toList();
    long count = usable.stream().filter(judgement -> judgement.predicted() == answer).count();
    return usable.isEmpty() ? Double.NaN : (double) count / usable.size();
  }
}
