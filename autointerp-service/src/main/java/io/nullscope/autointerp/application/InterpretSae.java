package io.nullscope.autointerp.application;

import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactRequest;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.autointerp.domain.LexicalExplainer;
import io.nullscope.autointerp.domain.LexicalJudge;
import io.nullscope.autointerp.domain.RandomStreams;
import io.nullscope.autointerp.domain.ScoredLatents;
import io.nullscope.autointerp.domain.Scorer;
import io.nullscope.autointerp.domain.SplitRule;
import io.nullscope.autointerp.domain.TokenTexts;
import io.nullscope.study.ActivationsSpec;
import io.nullscope.study.AutointerpSpec;
import io.nullscope.study.CellKey;
import io.nullscope.study.ExplainerSpec;
import io.nullscope.study.Seed;
import io.nullscope.study.StudySpec;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Caches an SAE's latents, samples some, explains and judges them, and stores the result. */
public final class InterpretSae {

  public static final String KIND = "latents";

  /** The one file of the artifact: a ScoredLatents message. */
  public static final String FILE = "scored-latents.binpb";

  private static final int FORMAT_VERSION = 1;

  private final ArtifactStore store;
  private final LatentCaches caches;
  private final InterpretationActivations kept;
  private final InterpretationActivations live;
  private final TokenSources tokens;
  private final ScoredLatentsFormat format;

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
      ScoredLatentsFormat format) {
    this.store = store;
    this.caches = caches;
    this.kept = kept;
    this.live = live;
    this.tokens = tokens;
    this.format = format;
  }

  /**
   * What is interpreted.
   *
   * @param variantId for the tokenizer
   */
  public record Inputs(
      ArtifactId saeId, ArtifactId activationsId, ArtifactId tokensId, ArtifactId variantId) {}

  /** Scored latents in the store, and whether they were there already. */
  public record Interpreted(ArtifactId id, boolean reused) {}

  /** Interprets, or finds interpreted. */
  public Interpreted interpret(StudySpec spec, CellKey cell, Inputs inputs) {
    ArtifactRequest request = request(spec, cell, inputs);
    boolean reused = store.find(KIND, request.id()).isPresent();
    if (!reused) {
      ArtifactId cacheId =
          caches.materialize(
              inputs.saeId(),
              spec.activations() instanceof ActivationsSpec.Rolling ? live : kept,
              new InterpretationActivations.Source(
                  inputs.variantId(), inputs.tokensId(), inputs.activationsId(), cell.hookPoint()));
      TokenTexts texts = tokens.texts(inputs.variantId());
      ScoredLatents scored =
          scorer(spec, texts)
              .score(tokens.corpus(inputs.tokensId()), caches.open(cacheId), streams(spec));
      store.commit(
          request,
          Map.of(FILE, store.blobs().put(format.bytes(scored, texts))),
          Map.of("latentsScored", (long) scored.latents().size(), "latentCache", cacheId.hex()));
    }
    return new Interpreted(request.id(), reused);
  }

  /**
   * The sample and everything drawn for a latent depend on the study's seed only, so that variants
   * are compared with the same choices.
   */
  private static RandomStreams streams(StudySpec spec) {
    Seed seed = new Seed(spec.seed());
    return name -> seed.stream("autointerp/" + name).sequence();
  }

  private static ScoreLatents scorer(StudySpec spec, TokenTexts texts) {
    AutointerpSpec autointerp = spec.autointerp();
    List<Scorer> scorers = autointerp.scorers().stream().map(InterpretSae::scorer).toList();
    ScoringSettings settings =
        new ScoringSettings(
            autointerp.latents(),
            autointerp.windowLength(),
            autointerp.minActiveWindows(),
            new SplitRule(
                autointerp.explanationWindows(), autointerp.positives(), autointerp.negatives()),
            scorers);
    ExplainerSpec.Lexical lexical = (ExplainerSpec.Lexical) autointerp.explainer();
    return new ScoreLatents(
        settings,
        new LexicalExplainer(lexical.coverage(), lexical.maxTokens(), texts),
        new LexicalJudge());
  }

  private static Scorer scorer(io.nullscope.study.Scorer scorer) {
    return Arrays.stream(Scorer.values())
        .filter(known -> known.id().equals(scorer.id()))
        .findFirst()
        .orElseThrow();
  }

  private static ArtifactRequest request(StudySpec spec, CellKey cell, Inputs inputs) {
    Map<String, Object> configuration = new LinkedHashMap<>();
    configuration.put("autointerp", spec.toTree().get("autointerp"));
    configuration.put("hookPoint", cell.hookPoint().toString());
    configuration.put("rootSeed", spec.seed());
    return new ArtifactRequest(
        KIND,
        FORMAT_VERSION,
        configuration,
        Map.of(
            "sae", inputs.saeId(),
            "activations", inputs.activationsId(),
            "tokens", inputs.tokensId(),
            "variant", inputs.variantId()));
  }
}
