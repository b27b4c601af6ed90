package io.nullscope.autointerp.adapter.djl;

import io.nullscope.artifacts.BlobRef;
import io.nullscope.artifacts.BlobStore;
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

/** Writes the entries (token, latent, activation) of a latent cache in shards. Not thread-safe. */
final class LatentCacheWriter {

  static final String TOKEN = "token";
  static final String LATENT = "latent";
  static final String ACTIVATION = "activation";

  private final BlobStore blobs;
  private final ByteBuffer tokens;
  private final ByteBuffer latents;
  private final ByteBuffer activations;
  private final Map<String, BlobRef> files = new TreeMap<>();
  private long entries;

  LatentCacheWriter(BlobStore blobs, int shardEntries) {
    this.blobs = blobs;
    this.tokens = buffer(shardEntries, Long.BYTES);
    this.latents = buffer(shardEntries, Integer.BYTES);
    this.activations = buffer(shardEntries, Float.BYTES);
  }

  static String fileName(int index) {
    return "cache/%05d.safetensors".formatted(index);
  }

  /**
   * Appends the active latents of consecutive tokens.
   *
   * @param firstToken position of the first token
   * @param values [N] activations; zeros are padding and left out
   * @param indices [N] latents
   * @param offsets [B + 1] where the entries of each token begin
   */
  void append(long firstToken, float[] values, long[] indices, long[] offsets) {
    for (int token = 0; token + 1 < offsets.length; token++) {
      for (int i = (int) offsets[token]; i < offsets[token + 1]; i++) {
        if (values[i] > 0) {
          append(firstToken + token, (int) indices[i], values[i]);
        }
      }
    }
  }

  private void append(long token, int latent, float activation) {
    tokens.putLong(token);
    latents.putInt(latent);
    activations.putFloat(activation);
    entries++;
    if (!tokens.hasRemaining()) {
      store();
    }
  }

  long entries() {
    return entries;
  }

  Map<String, BlobRef> finish() {
    if (tokens.position() > 0) {
      store();
    }
    return files;
  }

  private void store() {
    long size = tokens.position() / Long.BYTES;
    List<TensorSpec> tensors =
        List.of(
            new TensorSpec(TOKEN, DType.I64, size),
            new TensorSpec(LATENT, DType.I32, size),
            new TensorSpec(ACTIVATION, DType.F32, size));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (SafetensorsWriter writer = SafetensorsWriter.create(out, Map.of(), tensors)) {
      writer.write(ACTIVATION, activations.flip());
      writer.write(LATENT, latents.flip());
      writer.write(TOKEN, tokens.flip());
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
    files.put(fileName(files.size()), blobs.put(out.toByteArray()));
    tokens.clear();
    latents.clear();
    activations.clear();
  }

  private static ByteBuffer buffer(int entries, int entryBytes) {
    return ByteBuffer.allocate(Math.multiplyExact(entries, entryBytes))
        .order(ByteOrder.LITTLE_ENDIAN);
  }
}
