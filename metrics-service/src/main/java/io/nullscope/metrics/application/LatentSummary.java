package io.nullscope.metrics.application;

import io.nullscope.metrics.domain.Explanation;
import io.nullscope.metrics.domain.LatentValues;
import io.nullscope.metrics.domain.Panel;
import io.nullscope.metrics.domain.ScoredLatent;
import io.nullscope.metrics.domain.TokenProfile;

/** A scored latent without its windows: a row of latents.csv and a dot in the report. */
public record LatentSummary(
    int index,
    Explanation explanation,
    long activeWindows,
    long activeTokens,
    double maxActivation,
    TokenProfile tokens,
    LatentValues values) {

  static LatentSummary of(ScoredLatent latent, Panel panel) {
    return new LatentSummary(
        latent.index(),
        latent.explanation(),
        latent.activeWindows(),
        latent.activeTokens(),
        latent.maxActivation(),
        latent.tokens(),
        LatentValues.of(latent, panel));
  }
}
