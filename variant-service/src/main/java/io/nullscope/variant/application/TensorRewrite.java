package io.nullscope.variant.application;

import io.nullscope.artifacts.safetensors.DType;
import io.nullscope.messaging.RejectedException;
import io.nullscope.study.RandomSequence;
import io.nullscope.study.RandomStream;
import io.nullscope.study.Seed;
import io.nullscope.variant.domain.EntryGroups;
import io.nullscope.variant.domain.Layout;
import io.nullscope.variant.domain.MatrixSelection;
import io.nullscope.variant.domain.Moments;
import io.nullscope.variant.domain.WeightRule;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Applies a rule to one tensor. Every tensor has a random stream of its own, so that any of them
 * can be drawn alone. Memory follows the tensor.
 */
final class TensorRewrite {

  private final Checkpoint checkpoint;
  private final VariantRecipe recipe;
  private final Seed seed;
  private final SingularVectors singularVectors;

  TensorRewrite(
      Checkpoint checkpoint, VariantRecipe recipe, Seed seed, SingularVectors singularVectors) {
    this.checkpoint = checkpoint;
    this.recipe = recipe;
    this.seed = seed;
    this.singularVectors = singularVectors;
  }

  /**
   * The tensor of the variant.
   *
   * @param bytes little-endian values
   * @param notes what it was drawn with, for the manifest
   */
  record Rewritten(DType dtype, ByteBuffer bytes, Map<String, Object> notes) {}

  Rewritten apply(WeightRule rule, Checkpoint.Tensor tensor) {
    if (rule instanceof WeightRule.Keep) {
      return new Rewritten(tensor.dtype(), checkpoint.bytes(tensor), Map.of());
    }
    if (rule instanceof WeightRule.Permute) {
      return new Rewritten(tensor.dtype(), permuted(tensor), Map.of());
    }
    Map<String, Object> notes = new TreeMap<>();
    float[] values;
    if (rule instanceof WeightRule.ReplaceSingularVectors replace) {
      values = withRandomSingularVectors(finite(tensor), replace.layout(), tensor);
    } else {
      values = new float[tensor.traits().layout().entries()];
      if (rule instanceof WeightRule.Redraw redraw) {
        redraw(redraw, tensor, values, notes);
      } else if (rule instanceof WeightRule.Draw draw) {
        stream(tensor, "").fillGaussian(0, values, 0, draw.standardDeviation());
        notes.put("standardDeviation", draw.standardDeviation());
      } else if (rule instanceof WeightRule.Fill fill) {
        Arrays.fill(values, (float) fill.value());
      }
    }
    return new Rewritten(DType.F32, littleEndian(values), notes);
  }

  /** Draw i is entry i, whatever the groups are. */
  private void redraw(
      WeightRule.Redraw rule, Checkpoint.Tensor tensor, float[] out, Map<String, Object> notes) {
    EntryGroups groups = rule.groups();
    Moments[] moments = Moments.of(finite(tensor), groups, rule.unbiased());
    RandomStream stream = stream(tensor, "");
    groups.forEachRun(
        (group, offset, length) ->
            stream.fillGaussian(
                offset,
                out,
                offset,
                length,
                moments[group].mean(),
                moments[group].standardDeviation()));
    if (moments.length == 1) {
      notes.put("mean", moments[0].mean());
      notes.put("standardDeviation", moments[0].standardDeviation());
    } else {
      notes.put("momentGroups", (long) moments.length);
    }
  }

  /** Each matrix by itself: a fused query, key and value are three maps that share a tensor. */
  private float[] withRandomSingularVectors(
      float[] values, Layout layout, Checkpoint.Tensor tensor) {
    int matrices = MatrixSelection.count(layout);
    if (matrices == 1) {
      return withRandomSingularVectors(values, layout.rows(), layout.columns(), tensor, "");
    }
    for (int i = 0; i < matrices; i++) {
      MatrixSelection selection = MatrixSelection.of(layout, i);
      float[] matrix = selection.gather(values);
      selection.scatter(
          withRandomSingularVectors(matrix, selection.rows(), selection.columns(), tensor, "/" + i),
          values);
    }
    return values;
  }

  private float[] withRandomSingularVectors(
      float[] matrix, int rows, int columns, Checkpoint.Tensor tensor, String suffix) {
    return singularVectors.replace(
        matrix, rows, columns, stream(tensor, "/left" + suffix), stream(tensor, "/right" + suffix));
  }

  /** As stored: the same bytes of each entry, in another order. */
  private ByteBuffer permuted(Checkpoint.Tensor tensor) {
    ByteBuffer source = checkpoint.bytes(tensor);
    ByteBuffer bytes =
        ByteBuffer.allocate(source.remaining()).order(ByteOrder.LITTLE_ENDIAN).put(source).flip();
    RandomSequence order = stream(tensor, "").sequence();
    int size = tensor.dtype().bytes();
    for (int last = bytes.remaining() / size - 1; last > 0; last--) {
      swap(bytes, size, last, order.nextInt(last + 1));
    }
    return bytes;
  }

  private static void swap(ByteBuffer bytes, int size, int one, int other) {
    for (int i = 0; i < size; i++) {
      byte value = bytes.get(one * size + i);
      bytes.put(one * size + i, bytes.get(other * size + i));
      bytes.put(other * size + i, value);
    }
  }

  private float[] finite(Checkpoint.Tensor tensor) {
    float[] values = checkpoint.floats(tensor);
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new RejectedException(
            "INVALID_MODEL",
            "%s: tensor %s of the model in %s holds values that are not finite, so nothing can be drawn in its image; use another checkpoint"
                .formatted(recipe.location().setting(), tensor.name(), recipe.location()));
      }
    }
    return values;
  }

  private RandomStream stream(Checkpoint.Tensor tensor, String suffix) {
    return seed.stream(recipe.stream() + "/tensor/" + tensor.name() + suffix);
  }

  private static ByteBuffer littleEndian(float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes;
  }
}
