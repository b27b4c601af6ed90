package io.nullscope.variant.application;

import static io.nullscope.study.VariantKind.PERMUTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nullscope.artifacts.BlobStore;
import io.nullscope.artifacts.Digest;
import io.nullscope.artifacts.InMemoryObjectStore;
import io.nullscope.artifacts.safetensors.DType;
import io.nullscope.artifacts.safetensors.FloatValues;
import io.nullscope.messaging.RejectedException;
import io.nullscope.study.ModelShape;
import io.nullscope.study.Seed;
import io.nullscope.study.StartTokenSpec;
import io.nullscope.study.VariantKey;
import io.nullscope.transformer.corpus.DocumentStart;
import io.nullscope.variant.TinyStudy;
import io.nullscope.variant.domain.AttentionHeads;
import io.nullscope.variant.domain.Axis;
import io.nullscope.variant.domain.EntryGroups;
import io.nullscope.variant.domain.Layout;
import io.nullscope.variant.domain.MomentScope;
import io.nullscope.variant.domain.Moments;
import io.nullscope.variant.domain.TensorRole;
import io.nullscope.variant.domain.TensorTraits;
import io.nullscope.variant.domain.WeightRule;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A tensor in chunks is the tensor in one piece, and no more than a chunk is asked for. */
class TensorRewriteTest {

  private static final int ROWS = 24;
  private static final int COLUMNS = 35;
  private static final int ENTRIES = ROWS * COLUMNS;
  private static final Layout BY_ROWS =
      new Layout(ROWS, COLUMNS, Axis.ROWS, Optional.of(AttentionHeads.unfused(Axis.ROWS, 8)));
  private static final Layout BY_COLUMNS =
      new Layout(ROWS, COLUMNS, Axis.COLUMNS, Optional.of(AttentionHeads.unfused(Axis.COLUMNS, 7)));

  private final BlobStore blobs = new BlobStore(new InMemoryObjectStore());

  static Stream<WeightRule> rules() {
    return Stream.of(
        new WeightRule.Keep(),
        new WeightRule.Fill(1),
        new WeightRule.Draw(0.02),
        new WeightRule.Permute(),
        new WeightRule.ReplaceSingularVectors(BY_ROWS),
        new WeightRule.Redraw(EntryGroups.of(BY_ROWS, MomentScope.TENSOR), true),
        new WeightRule.Redraw(EntryGroups.of(BY_ROWS, MomentScope.HEAD), true),
        new WeightRule.Redraw(EntryGroups.of(BY_COLUMNS, MomentScope.HEAD), false),
        new WeightRule.Redraw(EntryGroups.of(BY_ROWS, MomentScope.ROW), true),
        new WeightRule.Redraw(EntryGroups.of(BY_COLUMNS, MomentScope.ROW), true));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void theChunksDoNotShowInTheResult(WeightRule rule) {
    for (DType dtype : List.of(DType.F32, DType.BF16)) {
      Stored checkpoint = new Stored(tensor(dtype, ROWS, COLUMNS));
      TensorRewrite.Rewritten whole = rewrite(checkpoint, ENTRIES).apply(rule, checkpoint.tensor());

      for (int chunk : new int[] {1, 2, 7, COLUMNS, 101, ENTRIES - 1, 4 * ENTRIES}) {
        checkpoint.largest = 0;
        assertThat(rewrite(checkpoint, chunk).apply(rule, checkpoint.tensor())).isEqualTo(whole);
        assertThat(checkpoint.largest).isLessThanOrEqualTo(chunk);
      }
    }
  }

  /** Written out as one loop over one array. */
  @Test
  void aRedrawnTensorIsTheDrawsOfItsStreamWithItsMoments() {
    Stored checkpoint = new Stored(tensor(DType.BF16, ROWS, COLUMNS));
    float[] source = FloatValues.of(DType.BF16, checkpoint.bytes(checkpoint.tensor(), 0, ENTRIES));
    Moments moments = Moments.of(source);
    float[] expected = new float[ENTRIES];
    new Seed(5)
        .stream("variant/permuted/0/tensor/w")
            .fillGaussian(0, expected, moments.mean(), moments.standardDeviation());

    TensorRewrite.Rewritten redrawn =
        rewrite(checkpoint, 100)
            .apply(
                new WeightRule.Redraw(EntryGroups.of(BY_ROWS, MomentScope.TENSOR), true),
                checkpoint.tensor());

    ByteBuffer bytes = ByteBuffer.wrap(blobs.read(redrawn.values()));
    assertThat(FloatValues.of(redrawn.dtype(), bytes)).containsExactly(expected);
  }

  /** The token embedding of Qwen2-7B has 545 million entries. */
  @Test
  void tensorsOfMoreThanAnArrayAreRefusedOnlyWhereTheyHaveToBeWhole() {
    int rows = 1 << 20;
    Stored checkpoint = new Stored(tensor(DType.F16, rows, 2048));
    Layout layout = checkpoint.tensor().traits().layout();
    TensorRewrite rewrite = rewrite(checkpoint, 1);

    rewrite.announce(new WeightRule.Keep(), checkpoint.tensor());
    rewrite.announce(
        new WeightRule.Redraw(EntryGroups.of(layout, MomentScope.ROW), true), checkpoint.tensor());
    assertThatThrownBy(() -> rewrite.announce(new WeightRule.Permute(), checkpoint.tensor()))
        .isInstanceOf(RejectedException.class)
        .hasMessageContainingAll("tensor w [1048576, 2048]", "4294967296 bytes", "2147483647");
    assertThatThrownBy(
            () ->
                rewrite.announce(
                    new WeightRule.ReplaceSingularVectors(layout), checkpoint.tensor()))
        .isInstanceOf(RejectedException.class)
        .hasMessageContainingAll("tensor w [1048576, 2048]", "2147483648 entries", "2147483639");
  }

  private TensorRewrite rewrite(Checkpoint checkpoint, int chunkEntries) {
    return new TensorRewrite(
        checkpoint,
        VariantRecipe.of(TinyStudy.of("file:/nowhere"), new VariantKey(PERMUTED, 0)),
        new Seed(5),
        (matrix, rows, columns, left, right) -> {
          for (int i = 0; i < matrix.length; i++) {
            matrix[i] += (float) (left.gaussian(i) - right.gaussian(i));
          }
        },
        blobs,
        chunkEntries);
  }

  private static Checkpoint.Tensor tensor(DType dtype, int rows, int columns) {
    return new Checkpoint.Tensor(
        "w",
        dtype,
        List.of((long) rows, (long) columns),
        new TensorTraits(
            TensorRole.WEIGHT, 1, 0, 0.02, new Layout(rows, columns, Axis.ROWS, Optional.empty())));
  }

  /** One tensor of random values that says how much was read at once. */
  private static final class Stored implements Checkpoint {

    private final Tensor tensor;
    private int largest;

    private Stored(Tensor tensor) {
      this.tensor = tensor;
    }

    private Tensor tensor() {
      return tensor;
    }

    @Override
    public DocumentStart documentStart(StartTokenSpec setting) {
      throw new AssertionError("weights do not depend on the text");
    }

    @Override
    public List<String> notices() {
      return List.of();
    }

    @Override
    public ByteBuffer bytes(Tensor read, long firstEntry, int entries) {
      largest = Math.max(largest, entries);
      ByteBuffer bytes = ByteBuffer.allocate(entries * read.dtype().bytes());
      for (int i = 0; i < entries; i++) {
        float value = (float) new Random(firstEntry + i).nextGaussian();
        int bits = Float.floatToIntBits(value);
        if (read.dtype() == DType.F32) {
          bytes.putInt(Integer.reverseBytes(bits));
        } else {
          bytes.putShort(Short.reverseBytes((short) (bits >>> 16)));
        }
      }
      return bytes.flip();
    }

    @Override
    public List<Tensor> tensors() {
      return List.of(tensor);
    }

    @Override
    public Digest digest() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void requireUnchanged() {}

    @Override
    public ModelShape shape() {
      throw new UnsupportedOperationException();
    }

    @Override
    public byte[] config() {
      throw new UnsupportedOperationException();
    }

    @Override
    public byte[] tokenizer() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, Object> provenance() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }
}
