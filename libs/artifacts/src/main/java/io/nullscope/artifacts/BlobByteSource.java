package io.nullscope.artifacts;

import io.nullscope.artifacts.safetensors.ByteSource;
import java.nio.ByteBuffer;

/** A blob as a random-access source; each read fetches and checks the chunks that it touches. */
record BlobByteSource(BlobStore blobs, BlobRef blob) implements ByteSource {

  @Override
  public String name() {
    return blob.key();
  }

  @Override
  public long size() {
    return blob.bytes();
  }

  @Override
  public ByteBuffer read(long offset, int length) {
    return blobs.readRange(blob, offset, length);
  }

  /** Nothing is held open between reads. */
  @Override
  public void close() {}
}
