package io.nullscope.variant.application;

import io.nullscope.study.BiasPolicy;
import io.nullscope.study.DeviationEstimator;
import io.nullscope.study.LayerNormPolicy;
import io.nullscope.study.ModelSpec;
import io.nullscope.study.RerandomizationSpec;
import io.nullscope.study.StudySpec;
import io.nullscope.study.VariantKey;
import io.nullscope.study.VariantKind;
import io.nullscope.variant.domain.BiasRule;
import io.nullscope.variant.domain.MomentScope;
import io.nullscope.variant.domain.NullModel;
import io.nullscope.variant.domain.RedrawPolicy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How one variant of a study is made.
 *
 * @param location where the weights are read
 * @param model what happens to them
 * @param origin for people
 * @param stream name of the random stream that everything of this variant is drawn from
 * @param input what the model runs on
 */
record VariantRecipe(
    ModelLocation location,
    NullModel model,
    RedrawPolicy policy,
    String origin,
    String stream,
    Input input) {

  /** What a variant runs on. */
  enum Input {
    TEXT,
    /** Gaussian noise instead of token embeddings. */
    NOISE,
    /** The tokens of the text in random order. */
    SHUFFLED_TEXT
  }

  private static final NullModel TRAINED_WEIGHTS = new NullModel.TrainedWeights();

  static VariantRecipe of(StudySpec spec, VariantKey variant) {
    VariantKind kind = variant.kind();
    String drawn = "redrawn per " + spec.rerandomization().moments().id();
    return switch (kind.treatment()) {
      case TRAINED -> ofModel(spec, variant, TRAINED_WEIGHTS, "checkpoint");
      case CONTROL ->
          ofInput(spec, variant, "checkpoint, input embeddings replaced by noise", Input.NOISE);
      case TOKEN_SHUFFLED ->
          ofInput(spec, variant, "checkpoint, tokens of the text shuffled", Input.SHUFFLED_TEXT);
      case RERANDOMIZED_INCL_EMBEDDINGS ->
          ofModel(spec, variant, new NullModel.Rerandomized(true), drawn);
      case RERANDOMIZED_EXCL_EMBEDDINGS ->
          ofModel(spec, variant, new NullModel.Rerandomized(false), drawn + ", embeddings kept");
      case PERMUTED ->
          ofModel(spec, variant, new NullModel.Permuted(), "entries permuted within each tensor");
      case SPECTRUM ->
          ofModel(
              spec,
              variant,
              new NullModel.Spectrum(),
              "singular values kept, singular vectors drawn");
      case CASCADING_TOP -> {
        int from = kind.layer().orElseThrow();
        yield ofModel(
            spec,
            variant,
            new NullModel.CascadingTop(from),
            drawn + " from layer " + from + " upwards");
      }
      case CASCADING_BOTTOM -> {
        int to = kind.layer().orElseThrow();
        yield ofModel(
            spec,
            variant,
            new NullModel.CascadingBottom(to),
            drawn + " from the embeddings to layer " + to);
      }
      case STEP0 ->
          step0(spec.model())
              .map(
                  location ->
                      new VariantRecipe(
                          location,
                          TRAINED_WEIGHTS,
                          policy(spec.rerandomization()),
                          "step-0 checkpoint",
                          stream(variant),
                          Input.TEXT))
              .orElseGet(
                  () ->
                      ofModel(
                          spec,
                          variant,
                          new NullModel.FreshInitialization(),
                          "fresh initialisation"));
    };
  }

  private static VariantRecipe ofModel(
      StudySpec spec, VariantKey variant, NullModel model, String origin) {
    return new VariantRecipe(
        source(spec), model, policy(spec.rerandomization()), origin, stream(variant), Input.TEXT);
  }

  private static VariantRecipe ofInput(
      StudySpec spec, VariantKey variant, String origin, Input input) {
    return new VariantRecipe(
        source(spec),
        TRAINED_WEIGHTS,
        policy(spec.rerandomization()),
        origin,
        stream(variant),
        input);
  }

  /** Where the model under study is. */
  static ModelLocation source(StudySpec spec) {
    return new ModelLocation("model.source", spec.model().source(), spec.model().revision());
  }

  /**
   * Without the layer of a cascade: what a longer and a shorter one both redraw is the same draw,
   * so that one goes on where the other ends, and they share blobs.
   */
  private static String stream(VariantKey variant) {
    return "variant/" + variant.kind().treatment().id() + "/" + variant.seed();
  }

  private static RedrawPolicy policy(RerandomizationSpec spec) {
    return new RedrawPolicy(
        spec.layerNorm() == LayerNormPolicy.REDRAW,
        biases(spec.biases()),
        switch (spec.moments()) {
          case TENSOR -> MomentScope.TENSOR;
          case HEAD -> MomentScope.HEAD;
          case ROW -> MomentScope.ROW;
        },
        spec.standardDeviation() == DeviationEstimator.UNBIASED);
  }

  private static BiasRule biases(BiasPolicy policy) {
    return switch (policy) {
      case REDRAW -> BiasRule.REDRAW;
      case KEEP -> BiasRule.KEEP;
      case ZERO -> BiasRule.ZERO;
    };
  }

  /** The step-0 checkpoint: in a place of its own, or a revision of the model. */
  private static Optional<ModelLocation> step0(ModelSpec model) {
    Optional<ModelLocation> place =
        model
            .step0Source()
            .map(
                source ->
                    new ModelLocation("model.step0Source", source, ModelSpec.DEFAULT_REVISION));
    return place.or(
        () ->
            model
                .step0Revision()
                .map(
                    revision ->
                        new ModelLocation("model.step0Revision", model.source(), revision)));
  }

  /** Whether anything is drawn, so that the seed is part of what the variant is. */
  boolean drawn() {
    return input != Input.TEXT || !(model instanceof NullModel.TrainedWeights);
  }

  /**
   * The part of the artifact request that this recipe decides. What earlier versions did not have
   * is named only where it is used, so that what they made is found.
   */
  Map<String, Object> configuration(long rootSeed) {
    Map<String, Object> configuration = new LinkedHashMap<>();
    configuration.put("weights", model.id());
    configuration.put("noisyInput", input == Input.NOISE);
    if (input == Input.SHUFFLED_TEXT) {
      configuration.put("shuffledTokens", true);
    }
    if (model instanceof NullModel.CascadingTop top) {
      configuration.put("layer", (long) top.from());
    } else if (model instanceof NullModel.CascadingBottom bottom) {
      configuration.put("layer", (long) bottom.to());
    }
    if (model.redrawn()) {
      describePolicy(configuration);
    }
    if (drawn()) {
      configuration.put("rootSeed", rootSeed);
      configuration.put("stream", stream);
    }
    return configuration;
  }

  private void describePolicy(Map<String, Object> configuration) {
    configuration.put("redrawNorms", policy.norms());
    configuration.put("redrawBiases", policy.biases() == BiasRule.REDRAW);
    if (policy.biases() == BiasRule.ZERO) {
      configuration.put("zeroBiases", true);
    }
    if (policy.scope() != MomentScope.TENSOR) {
      configuration.put("moments", policy.scope().name());
    }
    if (!policy.unbiased()) {
      configuration.put("unbiased", false);
    }
  }
}
