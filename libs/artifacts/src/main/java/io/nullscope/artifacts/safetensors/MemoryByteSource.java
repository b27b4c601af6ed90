package io.nullscope.artifacts.safetensors;

import java.nio.ByteBuffer;

/** Bytes in memory; reads are views of them. */
record MemoryByteSource(String name, byte[] content) implements ByteSource {

  @Override
  public long size() {
    return content.length;
  }

  @Override
  public ByteBuffer read(long offset, int length) {
    if (offset < 0 || length < 0 || offset > content.length - length) {
      throw new IndexOutOfBoundsException(
          length + " bytes at " + offset + " of " + name + ", which has " + content.length);
    }
    return ByteBuffer.wrap(content, (int) offset, length).slice();
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
