package io.nullscope.metrics.domain;

import java.util.List;

/**
 * How well a judge told the examples of one latent apart by its explanation.
 *
 * @param examples the scores, failed judgements left out
 * @param auroc within the latent; NaN when a class is empty
 * @param balancedAccuracy mean of true-positive and true-negative rate of the judge's yes or no;
 *     NaN when a class is empty
 * @param failures judgements left out because the judge gave no usable answer
 */
public record LatentScore(
    LatentExamples examples, double auroc, double balancedAccuracy, int failures) {

  /** The score by one scorer. */
  public static LatentScore of(ScoredLatent latent, String scorer) {
    List<Judgement> all =
        latent.judgements().stream().filter(j -> j.scorer().equals(scorer)).toList();
    List<Judgement> usable = all.stream().filter(j -> !j.failed()).toList();
    LatentExamples examples = new LatentExamples(scores(usable, true), scores(usable, false));
    return new LatentScore(
        examples,
        examples.auroc(),
        (rateOfCorrect(usable, true) + rateOfCorrect(usable, false)) / 2,
        all.size() - usable.size());
  }

  private static double[] scores(List<Judgement> judgements, boolean positive) {
    return judgements.stream()
        .filter(judgement -> judgement.positive() == positive)
        .mapToDouble(Judgement::score)
        .toArray();
  }

  private static double rateOfCorrect(List<Judgement> judgements, boolean positive) {
    List<Judgement> ofClass = judgements.stream().filter(j -> j.positive() == positive).toList();
    long correct = ofClass.stream().filter(j -> j.predicted() == positive).count();
    return ofClass.isEmpty() ? Double.NaN : (double) correct / ofClass.size();
  }
}
