package io.nullscope.autointerp.adapter.djl;

import io.nullscope.artifacts.BlobUploads;
import io.nullscope.artifacts.safetensors.DType;
import io.nullscope.artifacts.safetensors.SafetensorsWriter;
import io.nullscope.artifacts.safetensors.TensorSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes the entries (token, latent, activation) of a latent cache in shards, row by row: how many
 * entries each token has, and then the entries, eight bytes each. A token whose entries do not fit
 * goes on in the next shard. Not thread-safe.
 */
final class LatentCacheWriter {

  /** [1] int64: position of the shard's first token. */
  static final String FIRST_TOKEN = "first_token";

  /** [T] int32: number of entries of each token, from the first on without a gap. */
  static final String ENTRIES = "entries";

  /** [N] int32. */
  static final String LATENT = "latent";

  /** [N] float32, above 0. */
  static final String ACTIVATION = "activation";

  private final BlobUploads uploads;
  private final ByteBuffer tokenEntries;
  private final ByteBuffer latents;
  private final ByteBuffer activations;
  private final Map<String, BlobUploads.Upload> files = new TreeMap<>();
  private long firstToken;
  private long entries;
  private long nextToken;

  /**
   * An empty cache.
   *
   * @param uploads which takes full shards; the caller closes it
   * @param shardEntries most entries of a shard, and most tokens
   */
  LatentCacheWriter(BlobUploads uploads, int shardEntries) {
    this.uploads = uploads;
    this.tokenEntries = buffer(shardEntries, Integer.BYTES);
    this.latents = buffer(shardEntries, Integer.BYTES);
    this.activations = buffer(shardEntries, Float.BYTES);
  }

  static String fileName(int index) {
    return "cache/%05d.safetensors".formatted(index);
  }

  /**
   * Appends the active latents of consecutive tokens.
   *
   * @param firstToken position of the first token, which follows the last of the call before
   * @param values [N] activations; zeros are padding and left out
   * @param indices [N] latents
   * @param offsets [B + 1] where the entries of each token begin
   */
  void append(long firstToken, float[] values, long[] indices, long[] offsets) {
    if (firstToken != nextToken) {
      throw new IllegalArgumentException(
          "token %d comes after %d: the tokens of a cache follow one another"
              .formatted(firstToken, nextToken - 1));
    }
    nextToken = firstToken + offsets.length - 1;
    for (int row = 0; row + 1 < offsets.length; row++) {
      append(firstToken + row, values, indices, (int) offsets[row], (int) offsets[row + 1]);
    }
  }

  private void append(long token, float[] values, long[] indices, int begin, int end) {
    int stored = 0;
    for (int i = begin; i < end; i++) {
      if (values[i] > 0) {
        if (!latents.hasRemaining()) {
          finishToken(token, stored);
          store();
          stored = 0;
        }
        latents.putInt((int) indices[i]);
        activations.putFloat(values[i]);
        entries++;
        stored++;
      }
    }
    finishToken(token, stored);
    if (!tokenEntries.hasRemaining()) {
      store();
    }
  }

  /** A shard begins with a token that has entries in it. */
  private void finishToken(long token, int stored) {
    if (tokenEntries.position() == 0) {
      if (stored == 0) {
        return;
      }
      firstToken = token;
    }
    tokenEntries.putInt(stored);
  }

  long entries() {
    return entries;
  }

  /** Hands over the last shard and returns file name → blob on its way of all. */
  Map<String, BlobUploads.Upload> finish() {
    if (tokenEntries.position() > 0) {
      store();
    }
    return files;
  }

  private void store() {
    files.put(fileName(files.size()), uploads.put(this::shard));
    tokenEntries.clear();
    latents.clear();
    activations.clear();
  }

  private ByteBuffer shard() {
    long tokens = tokenEntries.position() / Integer.BYTES;
    long size = latents.position() / Integer.BYTES;
    List<TensorSpec> tensors =
        List.of(
            new TensorSpec(ACTIVATION, DType.F32, size),
            new TensorSpec(ENTRIES, DType.I32, tokens),
            new TensorSpec(FIRST_TOKEN, DType.I64, 1),
            new TensorSpec(LATENT, DType.I32, size));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (SafetensorsWriter writer = SafetensorsWriter.create(out, Map.of(), tensors)) {
      writer.write(ACTIVATION, activations.flip());
      writer.write(ENTRIES, tokenEntries.flip());
      writer.write(FIRST_TOKEN, buffer(1, Long.BYTES).putLong(firstToken).flip());
      writer.write(LATENT, latents.flip());
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
    return ByteBuffer.wrap(out.toByteArray());
  }

  private static ByteBuffer buffer(int elements, int elementBytes) {
    return ByteBuffer.allocate(Math.multiplyExact(elements, elementBytes))
        .order(ByteOrder.LITTLE_ENDIAN);
  }
}
