package io.nullscope.autointerp.application;

import io.nullscope.autointerp.domain.ArrayCorpus;
import io.nullscope.autointerp.domain.DecoderNeighbours;
import io.nullscope.autointerp.domain.Example;
import io.nullscope.autointerp.domain.Explainer;
import io.nullscope.autointerp.domain.Explanation;
import io.nullscope.autointerp.domain.Judge;
import io.nullscope.autointerp.domain.JudgeReply;
import io.nullscope.autointerp.domain.Judgement;
import io.nullscope.autointerp.domain.LexicalExplainer;
import io.nullscope.autointerp.domain.LexicalIntruderJudge;
import io.nullscope.autointerp.domain.LexicalJudge;
import io.nullscope.autointerp.domain.LexicalSimulator;
import io.nullscope.autointerp.domain.NearestWindows;
import io.nullscope.autointerp.domain.NegativeKind;
import io.nullscope.autointerp.domain.ScoredLatent;
import io.nullscope.autointerp.domain.ScoredLatents;
import io.nullscope.autointerp.domain.Scorer;
import io.nullscope.autointerp.domain.SeededStreams;
import io.nullscope.autointerp.domain.SplitRule;
import io.nullscope.autointerp.domain.TestWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * A made-up corpus of 256 contexts of 64 tokens, windows of 16, and latents whose right score is
 * known.
 */
final class SyntheticStudy {

  static final List<Scorer> BOTH = List.of(Scorer.DETECTION, Scorer.FUZZING);
  static final List<NegativeKind> RANDOM = List.of(NegativeKind.RANDOM);
  static final DecoderNeighbours NO_DECODER =
      (latents, count) -> {
        throw new AssertionError("nobody asked for decoder neighbours");
      };
  static final NearestWindows NO_EMBEDDINGS =
      windows -> {
        throw new AssertionError("nobody asked for embeddings");
      };
  static final Explainer EXPLAINER = new LexicalExplainer(0.8, 20, tokenId -> "t" + tokenId);
  static final ArrayCorpus CORPUS = ArrayCorpus.uniform(16_384, 64, 100, 50, 1);

  private SyntheticStudy() {}

  static ScoringSettings settings(int latents) {
    return new ScoringSettings(latents, 16, 60, new SplitRule(40, 50, 50, 0), BOTH, RANDOM);
  }

  static ScoredLatents score(LatentActivationSource cache, int latents, long seed) {
    return score(cache, latents, seed, EXPLAINER, new LexicalJudge());
  }

  /** One latent after the other. */
  static ScoreLatents scorer(ScoringSettings settings, Explainer explainer, Judge judge) {
    Respondents respondents =
        new Respondents(judge, new LexicalSimulator(), new LexicalIntruderJudge());
    return scorer(settings, new Panel(explainer, respondents, Optional.empty(), Optional.empty()));
  }

  /** One latent after the other. */
  static ScoreLatents scorer(ScoringSettings settings, Panel panel) {
    return new ScoreLatents(settings, panel, NO_DECODER, NO_EMBEDDINGS, Runnable::run);
  }

  static ScoredLatents score(
      LatentActivationSource cache, int latents, long seed, Explainer explainer, Judge judge) {
    return scorer(settings(latents), explainer, judge)
        .score(CORPUS, cache, new SeededStreams(seed));
  }

  /** A judge that is neither lexical nor a language model. */
  static Judge judge(BiFunction<Explanation, List<Example>, List<JudgeReply>> replies) {
    return new Judge() {
      @Override
      public String kind() {
        return "made-up";
      }

      @Override
      public List<JudgeReply> judge(Explanation explanation, List<Example> examples) {
        return replies.apply(explanation, examples);
      }
    };
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

  /** The judgements of one scorer by the main judge and the latent's own explanation, in order. */
  static List<Judgement> of(ScoredLatent latent, Scorer scorer) {
    return of(latent, scorer, false);
  }

  static List<Judgement> of(ScoredLatent latent, Scorer scorer, boolean shuffled) {
    return latent.judgements().stream()
        .filter(judgement -> judgement.scorer() == scorer && judgement.shuffled() == shuffled)
        .toList();
  }

  /** The window that a judgement is about. */
  static TestWindow test(ScoredLatent latent, Judgement judgement) {
    return latent.testWindows().get(judgement.testWindow());
  }

  /** Pooled AUROC by counting pairs; ties count half. */
  static double auroc(ScoredLatents scored, Scorer scorer) {
    return auroc(scored, scorer, false);
  }

  static double aurocOfShuffled(ScoredLatents scored, Scorer scorer) {
    return auroc(scored, scorer, true);
  }

  private static double auroc(ScoredLatents scored, Scorer scorer, boolean shuffled) {
    List<Double> positives = new ArrayList<>();
    List<Double> negatives = new ArrayList<>();
    for (ScoredLatent latent : scored.latents()) {
      for (Judgement judgement : of(latent, scorer, shuffled)) {
        (test(latent, judgement).positive() ? positives : negatives)
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
