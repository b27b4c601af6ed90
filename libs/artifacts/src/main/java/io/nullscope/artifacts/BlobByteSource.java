package io.nullscope.artifacts;

import io.nullscope.artifacts.safetensors.ByteSource;
import java.nio.ByteBuffer;

/**
 * A blob as a random-access source; each read fetches and checks the chunks that it touches. The
 * first chunk is kept once it was read: it holds the header, which is read in pieces.
 */
final class BlobByteSource implements ByteSource {

  private final BlobStore blobs;
  private final BlobRef blob;
  private ByteBuffer firstChunk;

  BlobByteSource(BlobStore blobs, BlobRef blob) {
    this.blobs = blobs;
    this.blob = blob;
  }

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
    int firstBytes = (int) Math.min(BlobRef.CHUNK_BYTES, blob.bytes());
    if (offset < 0 || length < 0 || offset > firstBytes - length) {
      return blobs.readRange(blob, offset, length);
    }
    if (firstChunk == null) {
      firstChunk = blobs.readRange(blob, 0, firstBytes);
    }
    return ByteBuffer.allocate(length).put(firstChunk.slice((int) offset, length)).flip();
  }

  /** Nothing is held open between reads. */
  @Override
  public void close() {}
}
