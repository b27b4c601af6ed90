package io.nullscope.variant.application;

import io.nullscope.artifacts.safetensors.FloatValues;
import io.nullscope.messaging.RejectedException;
import io.nullscope.variant.domain.Entries;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A tensor of a checkpoint, read in chunks.
 *
 * @param location where the checkpoint is, for messages
 * @param chunkEntries most entries that are read at once
 */
record StoredTensor(
    Checkpoint checkpoint, Checkpoint.Tensor tensor, ModelLocation location, int chunkEntries)
    implements Entries {

  long entries() {
    return tensor.traits().layout().entries();
  }

  /** Size as stored. */
  long bytes() {
    return entries() * tensor.dtype().bytes();
  }

  /** Number of entries in the chunk that begins there. */
  int chunkAt(long firstEntry) {
    return (int) Math.min(chunkEntries, entries() - firstEntry);
  }

  /**
   * Values as float32.
   *
   * @throws RejectedException when a value is not finite
   */
  @Override
  public void forEachChunk(Visitor visitor) {
    for (long from = 0; from < entries(); from += chunkEntries) {
      visitor.accept(from, FloatValues.of(tensor.dtype(), chunk(from)));
    }
  }

  /**
   * Puts all bytes as stored into a buffer.
   *
   * @throws RejectedException when a value is not finite
   */
  void copyTo(ByteBuffer target) {
    for (long from = 0; from < entries(); from += chunkEntries) {
      target.put(chunk(from));
    }
  }

  /** The bytes as stored; reading throws RejectedException when a value is not finite. */
  InputStream open() {
    return new InputStream() {
      private ByteBuffer chunk = ByteBuffer.allocate(0);
      private long next;

      @Override
      public int read() {
        return fill() ? chunk.get() & 0xff : -1;
      }

      @Override
      public int read(byte[] target, int offset, int length) {
        if (length == 0) {
          return 0;
        }
        if (!fill()) {
          return -1;
        }
        int n = Math.min(length, chunk.remaining());
        chunk.get(target, offset, n);
        return n;
      }

      private boolean fill() {
        if (!chunk.hasRemaining() && next < entries()) {
          chunk = chunk(next);
          next += chunkEntries;
        }
        return chunk.hasRemaining();
      }
    };
  }

  private ByteBuffer chunk(long firstEntry) {
    ByteBuffer bytes = checkpoint.bytes(tensor, firstEntry, chunkAt(firstEntry));
    int notFinite = FloatValues.firstNotFinite(tensor.dtype(), bytes);
    if (notFinite >= 0) {
      float value = FloatValues.of(tensor.dtype(), bytes)[notFinite];
      throw new RejectedException(
          "INVALID_MODEL",
          "%s: tensor %s of the model in %s is %s at %s, and a weight must be finite as float32; use another checkpoint"
              .formatted(
                  location.setting(),
                  tensor.name(),
                  location.place(),
                  value,
                  index(firstEntry + notFinite)));
    }
    return bytes;
  }

  /** Where an entry is, e.g. {@code [3, 17]}. */
  private List<Long> index(long entry) {
    List<Long> index = new ArrayList<>();
    long rest = entry;
    for (int axis = tensor.shape().size() - 1; axis >= 0; axis--) {
      index.add(0, rest % tensor.shape().get(axis));
      rest /= tensor.shape().get(axis);
    }
    return index;
  }
}
