package io.nullscope.autointerp.application;

import io.nullscope.autointerp.domain.DecoderNeighbours;
import io.nullscope.autointerp.domain.Derangement;
import io.nullscope.autointerp.domain.Explanation;
import io.nullscope.autointerp.domain.FiringCounts;
import io.nullscope.autointerp.domain.IntruderTrial;
import io.nullscope.autointerp.domain.Judgement;
import io.nullscope.autointerp.domain.LatentSample;
import io.nullscope.autointerp.domain.NearestWindows;
import io.nullscope.autointerp.domain.RandomStreams;
import io.nullscope.autointerp.domain.ScoredLatent;
import io.nullscope.autointerp.domain.ScoredLatents;
import io.nullscope.autointerp.domain.Scorer;
import io.nullscope.autointerp.domain.Simulation;
import io.nullscope.autointerp.domain.TestSet;
import io.nullscope.autointerp.domain.TestWindow;
import io.nullscope.autointerp.domain.TokenCorpus;
import io.nullscope.autointerp.domain.TokenProfile;
import io.nullscope.autointerp.domain.TokenProfiles;
import io.nullscope.autointerp.domain.Window;
import io.nullscope.autointerp.domain.WindowGrid;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Samples latents of one SAE, explains each from some of its windows and tests the explanation on
 * others: its own explanation, that of another latent (the control, which must score at chance),
 * and beside a language model the lexical one.
 *
 * <p>Reads the cache a fixed number of times: once to count the firings of all latents, then as
 * {@link TestSets} says. Memory grows with the number of latents and with the firings of the
 * sampled latents, not with the corpus or the cache.
 *
 * <p>Latents are explained, and then judged, several at a time. The result is a function of the
 * arguments and the settings alone. The sample comes from the stream {@code latent-sample}, the
 * exchange of explanations from {@code shuffled-explanations}, everything else about latent {@code
 * i} from streams under {@code latent/i/}, so that it does not depend on the other latents.
 */
public final class ScoreLatents {

  private final ScoringSettings settings;
  private final Panel panel;
  private final TestSets testSets;
  private final ParallelMap parallel;

  /**
   * Scores with one panel.
   *
   * @param decoder asked only for negatives of the kind {@code decoder-neighbour}
   * @param nearest asked only for negatives of the kind {@code nearest}
   * @param executor explains and judges; as many latents at a time as it has threads
   */
  public ScoreLatents(
      ScoringSettings settings,
      Panel panel,
      DecoderNeighbours decoder,
      NearestWindows nearest,
      Executor executor) {
    if (settings.asksFor(Scorer.EMBEDDING) && panel.embedding().isEmpty()) {
      throw new IllegalArgumentException(
          "the scorer embedding is asked for, but the panel has no judge for it");
    }
    this.settings = settings;
    this.panel = panel;
    this.testSets = new TestSets(settings, decoder, nearest);
    this.parallel = new ParallelMap(executor);
  }

  /**
   * Scores the latents of one SAE.
   *
   * @param corpus the interpretation tokens
   * @param cache the activations of the SAE's latents on them
   * @param random streams of this SAE
   * @throws IllegalArgumentException if the windows do not tile the contexts, or the cache does not
   *     belong to the corpus or is out of order
   * @throws IllegalStateException if a judge leaves an example without a reply
   */
  public ScoredLatents score(
      TokenCorpus corpus, LatentActivationSource cache, RandomStreams random) {
    WindowGrid grid = WindowGrid.over(corpus, settings.windowLength());
    FiringCounts counts = count(cache, grid);
    LatentSample sample =
        LatentSample.draw(
            counts,
            settings.minActiveWindows(),
            panel.explainer()::knows,
            settings.latents(),
            random.stream("latent-sample"));
    List<TestSet> sets = testSets.draw(corpus, grid, cache, counts, sample, random);
    List<Explanations> explanations = explain(sets, random);
    TokenProfiles profiles = new TokenProfiles(corpus);
    List<TokenProfile> tokens = sets.stream().map(set -> profiles.of(set.activations())).toList();
    List<ScoredLatent> scored =
        parallel.map(
            IntStream.range(0, sets.size()).boxed().toList(),
            i -> score(sets.get(i), explanations.get(i), tokens.get(i), counts, random));
    return new ScoredLatents(
        sample.total(),
        sample.alive(),
        sample.eligible(),
        corpus.tokens(),
        scored,
        panel.explainer().kind(),
        panel.respondents().map(Respondents::kind).toList());
  }

  private static FiringCounts count(LatentActivationSource cache, WindowGrid grid) {
    FiringCounts.Counter counter = new FiringCounts.Counter(cache.latents(), grid);
    cache.read(counter::add);
    return counter.counts();
  }

  private List<Explanations> explain(List<TestSet> sets, RandomStreams random) {
    List<Explanation> own =
        parallel.map(
            sets,
            set -> panel.explainer().explain(set.latent(), set.explanation(), set.contrast()));
    int[] donors =
        sets.size() < 2
            ? new int[0]
            : Derangement.draw(random.stream("shuffled-explanations"), sets.size());
    List<Explanations> explanations = new ArrayList<>();
    for (int i = 0; i < sets.size(); i++) {
      TestSet set = sets.get(i);
      explanations.add(
          new Explanations(
              own.get(i),
              donors.length == 0 ? Optional.empty() : Optional.of(own.get(donors[i])),
              panel
                  .baseline()
                  .map(lexical -> lexical.explain(set.latent(), set.explanation(), List.of()))));
    }
    return explanations;
  }

  private ScoredLatent score(
      TestSet set,
      Explanations explanations,
      TokenProfile tokens,
      FiringCounts counts,
      RandomStreams streams) {
    int latent = set.latent();
    List<TestWindow> tests = set.windows();
    RandomStreams random = streams.within("latent/" + latent);
    ExplanationTests judging = new ExplanationTests(latent, tests, explanations, random);
    List<Judgement> judgements =
        settings.scorers().stream()
            .flatMap(scorer -> judging.judgements(scorer, panel).stream())
            .toList();
    List<IntruderTrial> trials =
        settings.asksFor(Scorer.INTRUDER)
            ? new IntruderTests(tests, random).trials(panel)
            : List.of();
    List<Simulation> simulations =
        settings.asksFor(Scorer.SIMULATION)
            ? new SimulationTests(latent, tests, explanations, random).simulations(panel)
            : List.of();
    List<Window> shown =
        Stream.concat(set.explanation().stream(), set.contrast().stream()).toList();
    return new ScoredLatent(
        latent,
        explanations.own(),
        shown,
        tests,
        judgements,
        trials,
        simulations,
        counts.activeWindows(latent),
        counts.activeTokens(latent),
        counts.maxActivation(latent),
        tokens);
  }
}
