package io.nullscope.metrics.application;

import io.nullscope.metrics.domain.LatentScore;
import io.nullscope.metrics.domain.ScoredLatent;
import io.nullscope.metrics.domain.TokenDistribution;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A scored latent without its windows: a row of latents.csv and a dot in the report.
 *
 * @param scores scorer to score
 */
public record LatentSummary(
    int index,
    String explanation,
    long activeWindows,
    long activeTokens,
    double maxActivation,
    TokenDistribution tokens,
    Map<String, Score> scores) {

  /** A {@link LatentScore} without its examples. */
  public record Score(double auroc, double balancedAccuracy, int failures) {}

  static LatentSummary of(ScoredLatent latent, List<String> scorers) {
    Map<String, Score> scores = new TreeMap<>();
    for (String scorer : scorers) {
      LatentScore score = LatentScore.of(latent, scorer);
      scores.put(scorer, new Score(score.auroc(), score.balancedAccuracy(), score.failures()));
    }
    return new LatentSummary(
        latent.index(),
        latent.explanation().text(),
        latent.activeWindows(),
        latent.activeTokens(),
        latent.maxActivation(),
        TokenDistribution.of(latent.explanationWindows()),
        Collections.unmodifiableMap(scores));
  }
}
