package io.nullscope.autointerp.application;

import static io.nullscope.autointerp.application.SyntheticStudy.auroc;
import static io.nullscope.autointerp.application.SyntheticStudy.aurocOfShuffled;
import static io.nullscope.autointerp.application.SyntheticStudy.cache;
import static io.nullscope.autointerp.application.SyntheticStudy.indicators;
import static io.nullscope.autointerp.application.SyntheticStudy.score;
import static org.assertj.core.api.Assertions.assertThat;

import io.nullscope.autointerp.domain.ScoredLatents;
import io.nullscope.autointerp.domain.Scorer;
import org.junit.jupiter.api.Test;

class ScoreLatentsChanceTest {

  @Test
  void tellsAnIndicatorOfATokenFromChance() {
    ScoredLatents scored = score(indicators(10), 10, 1);
    assertThat(auroc(scored, Scorer.DETECTION)).isEqualTo(1);
    assertThat(auroc(scored, Scorer.FUZZING)).isGreaterThan(0.98);
    assertThat(scored.latents())
        .allSatisfy(latent -> assertThat(latent.explanation().tokens()).hasSize(1));
  }

  @Test
  void scoresALatentThatIgnoresTheTokensAtChance() {
    SyntheticCache cache = cache();
    for (int i = 0; i < 20; i++) {
      cache.with(SyntheticCache.noise(0.01));
    }
    ScoredLatents scored = score(cache, 20, 1);
    assertThat(scored.latents()).hasSize(20);
    assertThat(auroc(scored, Scorer.DETECTION)).isBetween(0.46, 0.54);
    assertThat(auroc(scored, Scorer.FUZZING)).isBetween(0.46, 0.54);
  }

  @Test
  void scoresExplanationsOfOtherLatentsAtChance() {
    ScoredLatents scored = score(indicators(20), 20, 1);
    assertThat(aurocOfShuffled(scored, Scorer.DETECTION)).isBetween(0.46, 0.54);
    assertThat(aurocOfShuffled(scored, Scorer.FUZZING)).isBetween(0.46, 0.54);
  }
}
