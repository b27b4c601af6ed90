package io.nullscope.autointerp.application;

import static io.nullscope.autointerp.application.SyntheticStudy.CORPUS;
import static io.nullscope.autointerp.application.SyntheticStudy.auroc;
import static io.nullscope.autointerp.application.SyntheticStudy.cache;
import static io.nullscope.autointerp.application.SyntheticStudy.indicators;
import static io.nullscope.autointerp.application.SyntheticStudy.score;
import static io.nullscope.autointerp.application.SyntheticStudy.settings;
import static org.assertj.core.api.Assertions.assertThat;

import io.nullscope.autointerp.domain.Explainer;
import io.nullscope.autointerp.domain.Explanation;
import io.nullscope.autointerp.domain.LexicalJudge;
import io.nullscope.autointerp.domain.ScoredLatent;
import io.nullscope.autointerp.domain.ScoredLatents;
import io.nullscope.autointerp.domain.Scorer;
import io.nullscope.autointerp.domain.SeededStreams;
import io.nullscope.autointerp.domain.Window;
import java.util.List;
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
    List<Explanation> explanations =
        score(indicators(20), 20, 1).latents().stream().map(ScoredLatent::explanation).toList();
    var shuffled =
        new Explainer() {
          @Override
          public String kind() {
            return "shuffled";
          }

          @Override
          public Explanation explain(int latent, List<Window> windows) {
            return explanations.get((latent + 7) % 20);
          }
        };
    ScoredLatents scored =
        new ScoreLatents(settings(20), shuffled, new LexicalJudge())
            .score(CORPUS, indicators(20), new SeededStreams(1));
    assertThat(auroc(scored, Scorer.DETECTION)).isBetween(0.46, 0.54);
    assertThat(auroc(scored, Scorer.FUZZING)).isBetween(0.46, 0.54);
  }
}
