package io.nullscope.variant.application;

import io.nullscope.artifacts.ArtifactRequest;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.Manifest;
import io.nullscope.messaging.RejectedException;
import io.nullscope.messaging.StepProgress;
import io.nullscope.study.HookPoint;
import io.nullscope.study.Seed;
import io.nullscope.study.StudyPlan;
import io.nullscope.study.StudySpec;
import io.nullscope.study.VariantKey;
import io.nullscope.transformer.InputNoise;
import io.nullscope.transformer.TokenShuffle;
import io.nullscope.transformer.VariantArtifact;
import io.nullscope.transformer.corpus.DocumentStart;
import io.nullscope.variant.domain.NullModelRules;
import io.nullscope.variant.domain.WeightRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one variant of a model: reads the checkpoint tensor by tensor, keeps or rewrites each, and
 * stores a manifest that lists tensor name → blob. Kept tensors are blobs that other variants
 * share. Memory is bounded by a chunk of a tensor, except for singular vectors.
 */
public final class MaterializeVariant {

  private static final Logger LOGGER = LoggerFactory.getLogger(MaterializeVariant.class);

  private final CheckpointSource checkpoints;
  private final ArtifactStore store;
  private final SingularVectors singularVectors;

  public MaterializeVariant(
      CheckpointSource checkpoints, ArtifactStore store, SingularVectors singularVectors) {
    this.checkpoints = checkpoints;
    this.store = store;
    this.singularVectors = singularVectors;
  }

  /**
   * Makes the variant, or finds it made.
   *
   * @throws io.nullscope.study.UnknownHookPointException when the study names a layer that the
   *     model does not have
   * @throws io.nullscope.study.StudyMismatchException when the study does not fit the model
   * @throws io.nullscope.messaging.RejectedException when the checkpoint is missing or malformed
   */
  public MaterializedVariant materialize(StudySpec spec, VariantKey variant) {
    VariantRecipe recipe = VariantRecipe.of(spec, variant);
    try (Checkpoint checkpoint = checkpoints.open(recipe.location())) {
      StudyPlan.of(spec, checkpoint.shape());
      DocumentStart start = checkpoint.documentStart(spec.corpus().startToken());
      if (!recipe.location().equals(VariantRecipe.source(spec))) {
        requireSameModel(spec, recipe.location(), checkpoint);
      }
      List<String> notices = new ArrayList<>(checkpoint.notices());
      start.warning().ifPresent(notices::add);
      notices.forEach(notice -> LOGGER.warn("{}: {}", variant, notice));
      List<HookPoint> hookPoints = spec.hookPoints().resolve(checkpoint.shape().layers());
      ArtifactRequest request = request(spec, recipe, checkpoint);
      Optional<Manifest> existing = store.find(VariantArtifact.KIND, request.id());
      if (existing.isEmpty()) {
        commit(spec, recipe, checkpoint, request);
      }
      return new MaterializedVariant(
          request.id(),
          recipe.location(),
          checkpoint.digest(),
          checkpoint.shape(),
          hookPoints,
          origin(recipe, checkpoint),
          notices,
          existing.isPresent());
    }
  }

  /** A step-0 checkpoint must be an earlier state of the model under study. */
  private void requireSameModel(StudySpec spec, ModelLocation location, Checkpoint step0) {
    try (Checkpoint trained = checkpoints.open(VariantRecipe.source(spec))) {
      List<String> differences = ModelDifferences.of(step0, trained, spec.corpus().startToken());
      if (!differences.isEmpty()) {
        throw new RejectedException(
            "STEP0_OF_ANOTHER_MODEL",
            "%s: the model in %s is no earlier state of the one in model.source: %s; name a checkpoint of the same training, or remove the setting for a fresh initialisation"
                .formatted(location.setting(), location.place(), String.join("; ", differences)));
      }
    }
  }

  /** With the commit, where there is one, so that results say which weights they are about. */
  private static String origin(VariantRecipe recipe, Checkpoint checkpoint) {
    Map<String, Object> provenance = checkpoint.provenance();
    return provenance.containsKey("commit")
        ? "%s; hf:%s at commit %s"
            .formatted(recipe.origin(), provenance.get("repository"), provenance.get("commit"))
        : recipe.origin();
  }

  private static ArtifactRequest request(
      StudySpec spec, VariantRecipe recipe, Checkpoint checkpoint) {
    Map<String, Object> configuration = recipe.configuration(spec.seed());
    configuration.put("checkpoint", checkpoint.digest().hex());
    return new ArtifactRequest(
        VariantArtifact.KIND, VariantArtifact.FORMAT_VERSION, configuration, Map.of());
  }

  private void commit(
      StudySpec spec, VariantRecipe recipe, Checkpoint checkpoint, ArtifactRequest request) {
    VariantArtifact.Builder variant =
        VariantArtifact.builder(
            store.blobs().put(checkpoint.config()),
            store.blobs().put(checkpoint.tokenizer()),
            recipe.origin());
    switch (recipe.input()) {
      case TEXT -> {}
      case NOISE -> variant.inputNoise(new InputNoise(spec.seed(), recipe.stream() + "/input"));
      case SHUFFLED_TEXT ->
          variant.tokenShuffle(new TokenShuffle(spec.seed(), recipe.stream() + "/tokens"));
    }
    TensorRewrite rewrite =
        new TensorRewrite(
            checkpoint,
            recipe,
            new Seed(spec.seed()),
            singularVectors,
            store.blobs(),
            TensorRewrite.CHUNK_ENTRIES);
    // Before the first tensor is written: a large model takes long.
    checkpoint.tensors().forEach(tensor -> rewrite.announce(rule(tensor, recipe), tensor));
    for (Checkpoint.Tensor tensor : checkpoint.tensors()) {
      StepProgress.check();
      TensorRewrite.Rewritten rewritten = rewrite.apply(rule(tensor, recipe), tensor);
      variant.tensor(
          tensor.name(), rewritten.dtype(), tensor.shape(), rewritten.values(), rewritten.notes());
    }
    variant.checkpoint(checkpoint.provenance());
    checkpoint.requireUnchanged();
    store.commit(request, variant.files(), variant.attributes());
  }

  private static WeightRule rule(Checkpoint.Tensor tensor, VariantRecipe recipe) {
    return NullModelRules.ruleFor(recipe.model(), tensor.traits(), recipe.policy());
  }
}
