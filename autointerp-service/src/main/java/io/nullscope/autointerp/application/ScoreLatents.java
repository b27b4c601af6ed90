package io.nullscope.autointerp.application;

import io.nullscope.autointerp.domain.ActiveWindows;
import io.nullscope.autointerp.domain.Example;
import io.nullscope.autointerp.domain.Explainer;
import io.nullscope.autointerp.domain.Explanation;
import io.nullscope.autointerp.domain.FiringCounts;
import io.nullscope.autointerp.domain.FuzzingHighlights;
import io.nullscope.autointerp.domain.Judge;
import io.nullscope.autointerp.domain.JudgeReply;
import io.nullscope.autointerp.domain.Judgement;
import io.nullscope.autointerp.domain.LatentActivations;
import io.nullscope.autointerp.domain.LatentSample;
import io.nullscope.autointerp.domain.RandomChoice;
import io.nullscope.autointerp.domain.RandomStreams;
import io.nullscope.autointerp.domain.ScoredLatent;
import io.nullscope.autointerp.domain.ScoredLatents;
import io.nullscope.autointerp.domain.Scorer;
import io.nullscope.autointerp.domain.SplitRule;
import io.nullscope.autointerp.domain.TestCase;
import io.nullscope.autointerp.domain.TokenCorpus;
import io.nullscope.autointerp.domain.Window;
import io.nullscope.autointerp.domain.WindowGrid;
import io.nullscope.autointerp.domain.WindowSplit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Samples latents of one SAE, explains each from some of its windows and tests the explanation on
 * others.
 *
 * <p>Reads the cache twice: once to count the firings of all latents, once to collect those of the
 * sample. Memory grows with the number of latents and with the firings of the sampled latents, not
 * with the corpus or the cache.
 *
 * <p>The result is a function of the arguments and the settings. The sample comes from the stream
 * {@code latent-sample}, everything about latent {@code i} from streams under {@code latent/i/}, so
 * it does not depend on the other latents of the sample.
 */
public final class ScoreLatents {

  private final ScoringSettings settings;
  private final Explainer explainer;
  private final Judge judge;

  /** Scores with one explainer and one judge, which answers the examples of every scorer. */
  public ScoreLatents(ScoringSettings settings, Explainer explainer, Judge judge) {
    this.settings = settings;
    this.explainer = explainer;
    this.judge = judge;
  }

  /**
   * Scores the latents of one SAE.
   *
   * @param corpus the interpretation tokens
   * @param cache the activations of the SAE's latents on them
   * @param random streams of this SAE
   * @throws IllegalArgumentException if the windows do not tile the contexts, or the cache does not
   *     belong to the corpus or is out of order
   * @throws IllegalStateException if the judge leaves an example without a reply
   */
  public ScoredLatents score(
      TokenCorpus corpus, LatentActivationSource cache, RandomStreams random) {
    WindowGrid grid = WindowGrid.over(corpus, settings.windowLength());
    FiringCounts counts = count(cache, grid);
    LatentSample sample =
        LatentSample.draw(
            counts,
            settings.minActiveWindows(),
            settings.latents(),
            random.stream("latent-sample"));
    List<ScoredLatent> scored = new ArrayList<>();
    for (LatentActivations latent : collect(cache, sample)) {
      scored.add(
          new LatentScoring(corpus, grid, latent, random.within("latent/" + latent.latent()))
              .score(counts));
    }
    return new ScoredLatents(
        sample.total(),
        sample.alive(),
        sample.eligible(),
        corpus.tokens(),
        scored,
        explainer.kind());
  }

  private static FiringCounts count(LatentActivationSource cache, WindowGrid grid) {
    FiringCounts.Counter counter = new FiringCounts.Counter(cache.latents(), grid);
    cache.read(counter::add);
    return counter.counts();
  }

  private static List<LatentActivations> collect(
      LatentActivationSource cache, LatentSample sample) {
    LatentActivations.Builder[] builders = new LatentActivations.Builder[sample.total()];
    for (int latent : sample.chosen()) {
      builders[latent] = new LatentActivations.Builder(latent);
    }
    cache.read(
        (position, latent, activation) -> {
          if (builders[latent] != null) {
            builders[latent].add(position, activation);
          }
        });
    return sample.chosen().stream().map(latent -> builders[latent].build()).toList();
  }

  /** The scoring of one latent. */
  private final class LatentScoring {

    private final TokenCorpus corpus;
    private final WindowGrid grid;
    private final LatentActivations activations;
    private final RandomStreams random;

    LatentScoring(
        TokenCorpus corpus, WindowGrid grid, LatentActivations activations, RandomStreams random) {
      this.corpus = corpus;
      this.grid = grid;
      this.activations = activations;
      this.random = random;
    }

    ScoredLatent score(FiringCounts counts) {
      int latent = activations.latent();
      ActiveWindows active = grid.activeWindows(activations);
      WindowSplit split = settings.split().split(active, grid.count(), random);
      List<Window> explanationWindows = split.explanation().stream().map(this::cut).toList();
      Explanation explanation = explainer.explain(latent, explanationWindows);

      List<Window> positives = split.positives().stream().map(test -> cut(test.window())).toList();
      List<Window> negatives = split.negatives().stream().map(test -> cut(test.window())).toList();
      List<Judgement> judgements = new ArrayList<>();
      for (Scorer scorer : settings.scorers()) {
        judgements.addAll(judge(scorer, explanation, cases(scorer, split, positives, negatives)));
      }
      return new ScoredLatent(
          latent,
          explanation,
          explanationWindows,
          judgements,
          counts.activeWindows(latent),
          counts.activeTokens(latent),
          counts.maxActivation(latent));
    }

    private Window cut(long window) {
      return grid.cut(corpus, activations, window);
    }

    private List<TestCase> cases(
        Scorer scorer, WindowSplit split, List<Window> positives, List<Window> negatives) {
      List<List<Integer>> positiveHighlights =
          switch (scorer) {
            case DETECTION -> Collections.nCopies(positives.size(), List.of());
            case FUZZING -> positives.stream().map(FuzzingHighlights::ofPositive).toList();
          };
      List<List<Integer>> negativeHighlights =
          switch (scorer) {
            case DETECTION -> Collections.nCopies(negatives.size(), List.of());
            case FUZZING -> FuzzingHighlights.ofNegatives(positiveHighlights, negatives, random);
          };
      List<TestCase> cases = new ArrayList<>();
      for (int i = 0; i < positives.size(); i++) {
        cases.add(
            new TestCase(
                true,
                split.positives().get(i).decile(),
                positives.get(i),
                positiveHighlights.get(i)));
      }
      for (int i = 0; i < negatives.size(); i++) {
        cases.add(
            new TestCase(false, SplitRule.NO_DECILE, negatives.get(i), negativeHighlights.get(i)));
      }
      return cases;
    }

    /**
     * Shows the cases in random order, so that a judge that sees several at a time learns nothing
     * from their order.
     */
    private List<Judgement> judge(Scorer scorer, Explanation explanation, List<TestCase> cases) {
      int[] order = RandomChoice.permutation(random.stream(scorer.id() + "-order"), cases.size());
      List<Example> examples = Arrays.stream(order).mapToObj(i -> cases.get(i).example()).toList();
      List<JudgeReply> replies = judge.judge(explanation, examples);
      if (replies.size() != cases.size()) {
        throw new IllegalStateException(
            "the judge gave %d replies to %d %s examples of latent %d: it owes one for each"
                .formatted(replies.size(), cases.size(), scorer.id(), activations.latent()));
      }
      Judgement[] judgements = new Judgement[order.length];
      for (int i = 0; i < order.length; i++) {
        judgements[order[i]] = new Judgement(scorer, cases.get(order[i]), replies.get(i));
      }
      return List.of(judgements);
    }
  }
}
