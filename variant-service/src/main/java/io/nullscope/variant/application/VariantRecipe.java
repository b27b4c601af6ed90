package io.nullscope.variant.application;

import io.nullscope.study.BiasPolicy;
import io.nullscope.study.LayerNormPolicy;
import io.nullscope.study.ModelSpec;
import io.nullscope.study.StudySpec;
import io.nullscope.study.VariantKey;
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
 * @param noisyInput whether the token embeddings are replaced by Gaussian noise when the model runs
 */
record VariantRecipe(
    ModelLocation location,
    NullModel model,
    RedrawPolicy policy,
    String origin,
    String stream,
    boolean noisyInput) {

  static VariantRecipe of(StudySpec spec, VariantKey variant) {
    String stream = "variant/" + variant.kind().id() + "/" + variant.seed();
    RedrawPolicy policy =
        new RedrawPolicy(
            spec.rerandomization().layerNorm() == LayerNormPolicy.REDRAW,
            spec.rerandomization().biases() == BiasPolicy.REDRAW);
    return switch (variant.kind()) {
      case TRAINED ->
          ofSource(spec, NullModel.TRAINED_WEIGHTS, policy, "checkpoint", stream, false);
      case CONTROL ->
          ofSource(
              spec,
              NullModel.TRAINED_WEIGHTS,
              policy,
              "checkpoint, input embeddings replaced by noise",
              stream,
              true);
      case RERANDOMIZED_INCL_EMBEDDINGS ->
          ofSource(
              spec,
              NullModel.RERANDOMIZED_INCL_EMBEDDINGS,
              policy,
              "redrawn per tensor",
              stream,
              false);
      case RERANDOMIZED_EXCL_EMBEDDINGS ->
          ofSource(
              spec,
              NullModel.RERANDOMIZED_EXCL_EMBEDDINGS,
              policy,
              "redrawn per tensor, embeddings kept",
              stream,
              false);
      case STEP0 ->
          step0(spec.model())
              .map(
                  location ->
                      new VariantRecipe(
                          location,
                          NullModel.TRAINED_WEIGHTS,
                          policy,
                          "step-0 checkpoint",
                          stream,
                          false))
              .orElseGet(
                  () ->
                      ofSource(
                          spec,
                          NullModel.FRESH_INITIALIZATION,
                          policy,
                          "fresh initialisation",
                          stream,
                          false));
    };
  }

  private static VariantRecipe ofSource(
      StudySpec spec,
      NullModel model,
      RedrawPolicy policy,
      String origin,
      String stream,
      boolean noisyInput) {
    ModelLocation location =
        new ModelLocation("model.source", spec.model().source(), spec.model().revision());
    return new VariantRecipe(location, model, policy, origin, stream, noisyInput);
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
    return noisyInput || model != NullModel.TRAINED_WEIGHTS;
  }

  /** The part of the artifact request that this recipe decides. */
  Map<String, Object> configuration(long rootSeed) {
    Map<String, Object> configuration = new LinkedHashMap<>();
    configuration.put("weights", model.name());
    configuration.put("noisyInput", noisyInput);
    if (model == NullModel.RERANDOMIZED_INCL_EMBEDDINGS
        || model == NullModel.RERANDOMIZED_EXCL_EMBEDDINGS) {
      configuration.put("redrawNorms", policy.norms());
      configuration.put("redrawBiases", policy.biases());
    }
    if (drawn()) {
      configuration.put("rootSeed", rootSeed);
      configuration.put("stream", stream);
    }
    return configuration;
  }
}
