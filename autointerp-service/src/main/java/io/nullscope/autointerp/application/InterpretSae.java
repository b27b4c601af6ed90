package io.nullscope.autointerp.application;

import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactRequest;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.autointerp.domain.LanguageModelReport;
import io.nullscope.autointerp.domain.NegativeKind;
import io.nullscope.autointerp.domain.RandomStreams;
import io.nullscope.autointerp.domain.ScoredLatents;
import io.nullscope.autointerp.domain.Scorer;
import io.nullscope.autointerp.domain.SplitRule;
import io.nullscope.autointerp.domain.TokenTexts;
import io.nullscope.study.ActivationsSpec;
import io.nullscope.study.AutointerpSpec;
import io.nullscope.study.CellKey;
import io.nullscope.study.ExplainerSpec;
import io.nullscope.study.HookPoint;
import io.nullscope.study.ModelShape;
import io.nullscope.study.Seed;
import io.nullscope.study.StudyPlan;
import io.nullscope.study.StudySpec;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/** Caches an SAE's latents, samples some, explains and judges them, and stores the result. */
public final class InterpretSae {

  public static final String KIND = "latents";

  /** The one file of the artifact: a ScoredLatents message. */
  public static final String FILE = "scored-latents.binpb";

  /** 5: with token profiles. */
  static final int FORMAT_VERSION = 5;

  private final ArtifactStore store;
  private final LatentCaches caches;
  private final InterpretationActivations kept;
  private final InterpretationActivations live;
  private final TokenSources tokens;
  private final ScoredLatentsFormat format;
  private final Interpreters interpreters;

  /**
   * What explains and judges.
   *
   * @param panels who explains and judges
   * @param imported explanations from elsewhere
   * @param decoders for negatives in which a neighbour fires
   * @param windowEmbeddings for negatives that read like windows in which the latent fires
   * @param executor as many latents at a time as it has threads
   */
  public record Interpreters(
      Panels panels,
      ImportedExplanations imported,
      Decoders decoders,
      WindowEmbeddings windowEmbeddings,
      Executor executor) {}

  /**
   * Interprets.
   *
   * @param kept activations that lie in the store
   * @param live activations of studies that store none
   */
  public InterpretSae(
      ArtifactStore store,
      LatentCaches caches,
      InterpretationActivations kept,
      InterpretationActivations live,
      TokenSources tokens,
      ScoredLatentsFormat format,
      Interpreters interpreters) {
    this.store = store;
    this.caches = caches;
    this.kept = kept;
    this.live = live;
    this.tokens = tokens;
    this.format = format;
    this.interpreters = interpreters;
  }

  /**
   * What is interpreted.
   *
   * @param positionsId which positions of the tokens count
   * @param variantId for the tokenizer
   * @param model for the number of SAEs that share the budget
   */
  public record Inputs(
      ArtifactId saeId,
      ArtifactId activationsId,
      ArtifactId tokensId,
      ArtifactId positionsId,
      ArtifactId variantId,
      ModelShape model) {}

  /** Scored latents in the store, and whether they were there already. */
  public record Interpreted(ArtifactId id, boolean reused) {}

  /**
   * Interprets, or finds interpreted.
   *
   * <p>Answers that may still be had, because a server was busy or away, are no part of what other
   * runs find: scores that lack some are stored under an id of this run's own. The next run asks
   * for what is missing, and for nothing else, because the replies are kept.
   *
   * @param run names this run of the study
   */
  public Interpreted interpret(StudySpec spec, CellKey cell, Inputs inputs, String run) {
    ArtifactRequest whole =
        LatentsRequest.of(
            spec,
            cell,
            inputs,
            interpreters.imported(),
            interpreters.panels().answers(spec.autointerp()));
    ArtifactRequest lacking = LatentsRequest.lacking(whole, run);
    for (ArtifactRequest request : List.of(whole, lacking)) {
      if (store.find(KIND, request.id()).isPresent()) {
        return new Interpreted(request.id(), true);
      }
    }
    ArtifactId cacheId =
        caches.materialize(
            inputs.saeId(),
            spec.activations() instanceof ActivationsSpec.Rolling ? live : kept,
            new InterpretationActivations.Source(
                inputs.variantId(),
                inputs.tokensId(),
                inputs.positionsId(),
                inputs.activationsId(),
                cell.hookPoint()));
    TokenTexts texts = tokens.texts(inputs.variantId());
    ScoredLatents scored;
    LanguageModelReport report;
    // Closed before the scores are stored: what they were made of is durable then.
    try (SeatedPanel seated =
        interpreters.panels().seat(spec, cell, inputs.saeId(), saes(spec, inputs), texts)) {
      scored = score(spec, inputs, cell.hookPoint(), cacheId, seated.panel(), texts);
      if (seated.revise()) {
        scored = score(spec, inputs, cell.hookPoint(), cacheId, seated.panel(), texts);
      }
      seated.require(scored);
      report = seated.report();
    }
    ArtifactRequest request = report.usage().lacksAnswers() ? lacking : whole;
    store.commit(
        request,
        Map.of(FILE, store.blobs().put(format.bytes(scored, report, texts))),
        Map.of("latentsScored", (long) scored.latents().size(), "latentCache", cacheId.hex()));
    return new Interpreted(request.id(), false);
  }

  /** Number of SAEs that share the budget; a study without language models spends nothing. */
  private static int saes(StudySpec spec, Inputs inputs) {
    return spec.autointerp().languageModels().isEmpty()
        ? 1
        : StudyPlan.of(spec, inputs.model()).cells().size();
  }

  private ScoredLatents score(
      StudySpec spec,
      Inputs inputs,
      HookPoint hookPoint,
      ArtifactId cacheId,
      Panel panel,
      TokenTexts texts) {
    return new ScoreLatents(
            settings(spec.autointerp()),
            panel,
            interpreters.decoders().of(inputs.saeId()),
            interpreters
                .windowEmbeddings()
                .of(inputs.tokensId(), spec.autointerp().windowLength(), spec.seed(), texts),
            interpreters.executor())
        .score(
            tokens.corpus(inputs.tokensId(), inputs.positionsId(), hookPoint),
            caches.open(cacheId),
            streams(spec));
  }

  /**
   * The sample and everything drawn for a latent depend on the study's seed only, so that variants
   * are compared with the same choices.
   */
  private static RandomStreams streams(StudySpec spec) {
    Seed seed = new Seed(spec.seed());
    return name -> seed.stream("autointerp/" + name).sequence();
  }

  private static ScoringSettings settings(AutointerpSpec spec) {
    boolean contrastive =
        spec.explainer() instanceof ExplainerSpec.OpenAi openAi && openAi.contrastive();
    return new ScoringSettings(
        spec.latents(),
        spec.windowLength(),
        spec.minActiveWindows(),
        new SplitRule(
            spec.explanationWindows(),
            spec.positives(),
            spec.negatives(),
            contrastive ? ExplainerSpec.OpenAi.CONTRAST_WINDOWS : 0),
        spec.scorers().stream().map(scorer -> Scorer.valueOf(scorer.name())).toList(),
        spec.negativeKinds().stream().map(kind -> NegativeKind.valueOf(kind.name())).toList());
  }
}
