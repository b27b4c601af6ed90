package io.nullscope.variant.application;

import io.nullscope.artifacts.safetensors.FloatValues;
import io.nullscope.messaging.RejectedException;
import io.nullscope.variant.domain.Entries;
import java.io.InputStream;
import java.nio.ByteBuffer;

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
      float[] values = FloatValues.of(tensor.dtype(), chunk(from));
      for (float value : values) {
        if (!Float.isFinite(value)) {
          throw notFinite();
        }
      }
      visitor.accept(from, values);
    }
  }

  /** Puts all bytes as stored into a buffer. */
  void copyTo(ByteBuffer target) {
    for (long from = 0; from < entries(); from += chunkEntries) {
      target.put(chunk(from));
    }
  }

  /** The bytes as stored. */
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
    return checkpoint.bytes(tensor, firstEntry, chunkAt(firstEntry));
  }

  private RejectedException notFinite() {
    return new RejectedException(
        "INVALID_MODEL",
        "%s: tensor %s of the model in %s holds values that are not finite, so nothing can be drawn in its image; use another checkpoint"
            .formatted(location.setting(), tensor.name(), location));
  }
}
