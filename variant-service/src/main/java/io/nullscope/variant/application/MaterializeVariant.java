package io.nullscope.variant.application;

import io.nullscope.artifacts.ArtifactRequest;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.BlobRef;
import io.nullscope.artifacts.Manifest;
import io.nullscope.artifacts.safetensors.DType;
import io.nullscope.messaging.RejectedException;
import io.nullscope.study.HookPoint;
import io.nullscope.study.Seed;
import io.nullscope.study.StudyPlan;
import io.nullscope.study.StudySpec;
import io.nullscope.study.VariantKey;
import io.nullscope.transformer.InputNoise;
import io.nullscope.transformer.VariantArtifact;
import io.nullscope.variant.domain.Moments;
import io.nullscope.variant.domain.NullModelRules;
import io.nullscope.variant.domain.WeightRule;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Makes one variant of a model: reads the checkpoint tensor by tensor, keeps or redraws each, and
 * stores a manifest that lists tensor name → blob. Kept tensors are blobs that other variants
 * share. Memory is bounded by the largest tensor.
 */
public final class MaterializeVariant {

  private final CheckpointSource checkpoints;
  private final ArtifactStore store;

  public MaterializeVariant(CheckpointSource checkpoints, ArtifactStore store) {
    this.checkpoints = checkpoints;
    this.store = store;
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
      List<HookPoint> hookPoints = spec.hookPoints().resolve(checkpoint.shape().layers());
      ArtifactRequest request = request(spec, recipe, checkpoint);
      Optional<Manifest> existing = store.find(VariantArtifact.KIND, request.id());
      if (existing.isEmpty()) {
        commit(spec, recipe, checkpoint, request);
      }
      return new MaterializedVariant(
          request.id(),
          checkpoint.shape(),
          hookPoints,
          origin(recipe, checkpoint),
          existing.isPresent());
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
    if (recipe.noisyInput()) {
      variant.inputNoise(new InputNoise(spec.seed(), recipe.stream() + "/input"));
    }
    for (Checkpoint.Tensor tensor : checkpoint.tensors()) {
      add(variant, tensor, spec, recipe, checkpoint);
    }
    variant.checkpoint(checkpoint.provenance());
    store.commit(request, variant.files(), variant.attributes());
  }

  private void add(
      VariantArtifact.Builder variant,
      Checkpoint.Tensor tensor,
      StudySpec spec,
      VariantRecipe recipe,
      Checkpoint checkpoint) {
    WeightRule rule = NullModelRules.ruleFor(recipe.model(), tensor.traits(), recipe.policy());
    if (rule instanceof WeightRule.Keep) {
      variant.tensor(
          tensor.name(),
          tensor.dtype(),
          tensor.shape(),
          store.blobs().put(checkpoint.bytes(tensor)),
          Map.of());
      return;
    }
    Map<String, Object> notes = new TreeMap<>();
    float[] values = new float[entries(tensor)];
    if (rule instanceof WeightRule.Redraw) {
      Moments moments = finiteMoments(tensor, checkpoint, recipe);
      draw(spec, recipe, tensor, moments.mean(), moments.standardDeviation(), values);
      notes.put("mean", moments.mean());
      notes.put("standardDeviation", moments.standardDeviation());
    } else if (rule instanceof WeightRule.Draw draw) {
      draw(spec, recipe, tensor, 0, draw.standardDeviation(), values);
      notes.put("standardDeviation", draw.standardDeviation());
    } else if (rule instanceof WeightRule.Fill fill) {
      Arrays.fill(values, (float) fill.value());
    }
    BlobRef blob = store.blobs().put(littleEndian(values));
    variant.tensor(tensor.name(), DType.F32, tensor.shape(), blob, notes);
  }

  private static Moments finiteMoments(
      Checkpoint.Tensor tensor, Checkpoint checkpoint, VariantRecipe recipe) {
    Moments moments = Moments.of(checkpoint.floats(tensor));
    if (!Double.isFinite(moments.mean()) || !Double.isFinite(moments.standardDeviation())) {
      throw new RejectedException(
          "INVALID_MODEL",
          "%s: tensor %s of the model in %s holds values that are not finite, so there is no Gaussian with its moments; use another checkpoint"
              .formatted(recipe.location().setting(), tensor.name(), recipe.location()));
    }
    return moments;
  }

  /** One stream a tensor, so that any tensor can be drawn alone. */
  private static void draw(
      StudySpec spec,
      VariantRecipe recipe,
      Checkpoint.Tensor tensor,
      double mean,
      double sd,
      float[] out) {
    new Seed(spec.seed())
        .stream(recipe.stream() + "/tensor/" + tensor.name()).fillGaussian(0, out, mean, sd);
  }

  private static int entries(Checkpoint.Tensor tensor) {
    return Math.toIntExact(tensor.shape().stream().reduce(1L, Math::multiplyExact));
  }

  private static ByteBuffer littleEndian(float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes;
  }
}
