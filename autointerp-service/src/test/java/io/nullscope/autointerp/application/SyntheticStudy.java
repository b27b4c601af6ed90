package io.nullscope.autointerp.application;

import io.nullscope.autointerp.domain.ArrayCorpus;
import io.nullscope.autointerp.domain.Explainer;
import io.nullscope.autointerp.domain.Judge;
import io.nullscope.autointerp.domain.JudgeReply;
import io.nullscope.autointerp.domain.Judgement;
import io.nullscope.autointerp.domain.LexicalExplainer;
import io.nullscope.autointerp.domain.LexicalJudge;
import io.nullscope.autointerp.domain.ScoredLatent;
import io.nullscope.autointerp.domain.ScoredLatents;
import io.nullscope.autointerp.domain.Scorer;
import io.nullscope.autointerp.domain.SeededStreams;
import io.nullscope.autointerp.domain.SplitRule;
import java.util.ArrayList;
import java.util.List;

/**
 * A made-up corpus of 256 contexts of 64 tokens, windows of 16, and latents whose right score is
 * known.
 */
final class SyntheticStudy {

  static final List<Scorer> BOTH = List.of(Scorer.DETECTION, Scorer.FUZZING);
  static final Explainer EXPLAINER = new LexicalExplainer(0.8, 20, tokenId -> "t" + tokenId);
  static final ArrayCorpus CORPUS = ArrayCorpus.uniform(16_384, 64, 100, 50, 1);

  private SyntheticStudy() {}

  static ScoringSettings settings(int latents) {
    return new ScoringSettings(latents, 16, 60, new SplitRule(40, 50, 50), BOTH);
  }

  static ScoredLatents score(LatentActivationSource cache, int latents, long seed) {
    return score(cache, latents, seed, EXPLAINER, new LexicalJudge());
  }

  static ScoredLatents score(
      LatentActivationSource cache, int latents, long seed, Explainer explainer, Judge judge) {
    return new ScoreLatents(settings(latents), explainer, judge)
        .score(CORPUS, cache, new SeededStreams(seed));
  }

  static SyntheticCache cache() {
    return new SyntheticCache(CORPUS, new SeededStreams(2));
  }

  /** Latent {@code i} fires on token {@code i} only. */
  static SyntheticCache indicators(int count) {
    SyntheticCache cache = cache();
    for (int token = 0; token < count; token++) {
      cache.with(SyntheticCache.indicator(token));
    }
    return cache;
  }

  /** The judgements of one scorer, in order. */
  static List<Judgement> of(ScoredLatent latent, Scorer scorer) {
    return latent.judgements().stream().filter(judgement -> judgement.scorer() == scorer).toList();
  }

  /** Pooled AUROC by counting pairs; ties count half. */
  static double auroc(ScoredLatents scored, Scorer scorer) {
    List<Double> positives = new ArrayList<>();
    List<Double> negatives = new ArrayList<>();
    for (ScoredLatent latent : scored.latents()) {
      for (Judgement judgement : of(latent, scorer)) {
        (judgement.testCase().positive() ? positives : negatives)
            .add(((JudgeReply.Scored) judgement.reply()).score());
      }
    }
    double wins = 0;
    for (double positive : positives) {
      for (double negative : negatives) {
        wins += positive > negative ? 1 : positive == negative ? 0.5 : 0;
      }
    }
    return wins / ((double) positives.size() * negatives.size());
  }
}
