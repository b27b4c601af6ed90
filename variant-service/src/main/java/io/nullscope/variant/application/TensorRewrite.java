package io.nullscope.variant.application;

import io.nullscope.artifacts.BlobRef;
import io.nullscope.artifacts.BlobStore;
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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Applies a rule to one tensor and stores the result. Every tensor has a random stream of its own,
 * so that any of them can be drawn alone.
 *
 * <p>Tensors are kept, drawn and redrawn in chunks; the chunks do not show in the result. A
 * permuted tensor lies in a temporary file that is mapped into memory. Only random singular vectors
 * need all values in the heap.
 */
final class TensorRewrite {

  /** 4 MiB as float32. */
  static final int CHUNK_ENTRIES = 1 << 20;

  /** A file is mapped into one buffer. */
  private static final long MAX_PERMUTED_BYTES = Integer.MAX_VALUE;

  private static final int ZEROS = 1 << 20;

  /** The values of a matrix are one array. */
  private static final long MAX_DECOMPOSED_ENTRIES = Integer.MAX_VALUE - 8;

  private final Checkpoint checkpoint;
  private final VariantRecipe recipe;
  private final Seed seed;
  private final SingularVectors singularVectors;
  private final BlobStore blobs;
  private final int chunkEntries;
  private long largestPermuted;
  private ByteBuffer permutation;

  TensorRewrite(
      Checkpoint checkpoint,
      VariantRecipe recipe,
      Seed seed,
      SingularVectors singularVectors,
      BlobStore blobs,
      int chunkEntries) {
    this.checkpoint = checkpoint;
    this.recipe = recipe;
    this.seed = seed;
    this.singularVectors = singularVectors;
    this.blobs = blobs;
    this.chunkEntries = chunkEntries;
  }

  /**
   * The tensor of the variant.
   *
   * @param values little-endian
   * @param notes what it was drawn with, for the manifest
   */
  record Rewritten(DType dtype, BlobRef values, Map<String, Object> notes) {}

  /**
   * Announces a tensor: checks that it is not too large for a rule. All of them before the first is
   * rewritten.
   *
   * @throws RejectedException when it is
   */
  void announce(WeightRule rule, Checkpoint.Tensor tensor) {
    StoredTensor stored = stored(tensor);
    if (rule instanceof WeightRule.Permute) {
      if (stored.bytes() > MAX_PERMUTED_BYTES) {
        throw tooLarge(tensor, stored.bytes() + " bytes", MAX_PERMUTED_BYTES + " to be permuted");
      }
      largestPermuted = Math.max(largestPermuted, stored.bytes());
    }
    if (rule instanceof WeightRule.ReplaceSingularVectors
        && stored.entries() > MAX_DECOMPOSED_ENTRIES) {
      throw tooLarge(
          tensor,
          stored.entries() + " entries",
          MAX_DECOMPOSED_ENTRIES + " to get random singular vectors");
    }
  }

  private RejectedException tooLarge(Checkpoint.Tensor tensor, String size, String limit) {
    return new RejectedException(
        "TENSOR_TOO_LARGE",
        "%s: tensor %s %s of the model in %s has %s, and may have at most %s; leave this variant out, or use a smaller model"
            .formatted(
                recipe.location().setting(),
                tensor.name(),
                tensor.shape(),
                recipe.location().place(),
                size,
                limit));
  }

  Rewritten apply(WeightRule rule, Checkpoint.Tensor tensor) {
    try {
      return rewrite(rule, stored(tensor));
    } catch (IOException e) {
      throw new UncheckedIOException("rewriting tensor " + tensor.name(), e);
    }
  }

  private Rewritten rewrite(WeightRule rule, StoredTensor source) throws IOException {
    DType dtype = source.tensor().dtype();
    if (rule instanceof WeightRule.Keep) {
      return new Rewritten(dtype, blobs.put(source::open, source.bytes()), Map.of());
    }
    if (rule instanceof WeightRule.Permute) {
      return new Rewritten(dtype, blobs.put(permuted(source)), Map.of());
    }
    Map<String, Object> notes = new TreeMap<>();
    Chunks chunks = chunks(rule, source, notes);
    return new Rewritten(DType.F32, write(source, chunks), notes);
  }

  /** The values of a new tensor, a function of their place. */
  private interface Chunks {

    /** Fills the array with the entries from a place on. */
    void fill(long firstEntry, float[] values);
  }

  private Chunks chunks(WeightRule rule, StoredTensor source, Map<String, Object> notes) {
    if (rule instanceof WeightRule.Redraw redraw) {
      return redrawn(redraw, source, notes);
    }
    if (rule instanceof WeightRule.Draw draw) {
      notes.put("standardDeviation", draw.standardDeviation());
      RandomStream stream = stream(source, "");
      return (from, values) -> stream.fillGaussian(from, values, 0, draw.standardDeviation());
    }
    if (rule instanceof WeightRule.Fill fill) {
      return (from, values) -> Arrays.fill(values, (float) fill.value());
    }
    Layout layout = ((WeightRule.ReplaceSingularVectors) rule).layout();
    float[] replaced = withRandomSingularVectors(layout, source);
    return (from, values) -> System.arraycopy(replaced, (int) from, values, 0, values.length);
  }

  private BlobRef write(StoredTensor shape, Chunks chunks) throws IOException {
    return blobs.write(
        out -> {
          for (long from = 0; from < shape.entries(); from += chunkEntries) {
            float[] values = new float[shape.chunkAt(from)];
            chunks.fill(from, values);
            out.write(littleEndian(values));
          }
        });
  }

  /** Draw i is entry i, whatever the groups are. */
  private Chunks redrawn(WeightRule.Redraw rule, StoredTensor source, Map<String, Object> notes) {
    EntryGroups groups = rule.groups();
    Moments[] moments = Moments.of(source, groups, rule.unbiased());
    if (moments.length == 1) {
      notes.put("mean", moments[0].mean());
      notes.put("standardDeviation", moments[0].standardDeviation());
    } else {
      notes.put("momentGroups", (long) moments.length);
    }
    RandomStream stream = stream(source, "");
    return (from, values) ->
        groups.forEachRun(
            from,
            from + values.length,
            (group, offset, length) ->
                stream.fillGaussian(
                    offset,
                    values,
                    (int) (offset - from),
                    length,
                    moments[group].mean(),
                    moments[group].standardDeviation()));
  }

  /** Each matrix by itself: a fused query, key and value are three maps that share a tensor. */
  private float[] withRandomSingularVectors(Layout layout, StoredTensor source) {
    float[] values = new float[Math.toIntExact(source.entries())];
    source.forEachChunk(
        (from, chunk) -> System.arraycopy(chunk, 0, values, (int) from, chunk.length));
    int matrices = MatrixSelection.count(layout);
    if (matrices == 1) {
      replaceSingularVectors(values, layout.rows(), layout.columns(), source, "");
      return values;
    }
    for (int i = 0; i < matrices; i++) {
      MatrixSelection selection = MatrixSelection.of(layout, i);
      float[] matrix = selection.gather(values);
      replaceSingularVectors(matrix, selection.rows(), selection.columns(), source, "/" + i);
      selection.scatter(matrix, values);
    }
    return values;
  }

  private void replaceSingularVectors(
      float[] matrix, int rows, int columns, StoredTensor source, String suffix) {
    singularVectors.replace(
        matrix, rows, columns, stream(source, "/left" + suffix), stream(source, "/right" + suffix));
  }

  /** As stored: the same bytes of each entry, in another order. */
  private ByteBuffer permuted(StoredTensor source) throws IOException {
    ByteBuffer bytes = permutation((int) source.bytes());
    source.copyTo(bytes);
    bytes.flip();
    RandomSequence order = stream(source, "").sequence();
    int size = source.tensor().dtype().bytes();
    for (int last = (int) source.entries() - 1; last > 0; last--) {
      swap(bytes, size, last, order.nextInt(last + 1));
    }
    return bytes;
  }

  /**
   * Memory outside the heap, which the system may write to a file that has lost its name. One
   * buffer serves all tensors: it is only given back when the collector finds it.
   */
  private ByteBuffer permutation(int bytes) throws IOException {
    if (permutation == null || permutation.capacity() < bytes) {
      permutation = mapped(Math.max(bytes, largestPermuted));
    }
    return permutation.clear().limit(bytes);
  }

  private static ByteBuffer mapped(long bytes) throws IOException {
    try (FileChannel file =
        FileChannel.open(
            Files.createTempFile("tensor", null),
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE)) {
      // A disk without room for it must fail here: a write to memory has no way to say so.
      while (file.position() < bytes) {
        file.write(ByteBuffer.allocate((int) Math.min(ZEROS, bytes - file.position())));
      }
      return file.map(FileChannel.MapMode.READ_WRITE, 0, bytes);
    }
  }

  private static void swap(ByteBuffer bytes, int size, int one, int other) {
    for (int i = 0; i < size; i++) {
      byte value = bytes.get(one * size + i);
      bytes.put(one * size + i, bytes.get(other * size + i));
      bytes.put(other * size + i, value);
    }
  }

  private StoredTensor stored(Checkpoint.Tensor tensor) {
    return new StoredTensor(checkpoint, tensor, recipe.location(), chunkEntries);
  }

  private RandomStream stream(StoredTensor source, String suffix) {
    return seed.stream(recipe.stream() + "/tensor/" + source.tensor().name() + suffix);
  }

  private static byte[] littleEndian(float[] values) {
    byte[] bytes = new byte[values.length * Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    return bytes;
  }
}
