package io.nullscope.artifacts.safetensors;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Random access to bytes of a known number: a local file or a blob in the object store. */
public interface ByteSource extends Closeable {

  /** What to call the source in messages, for example the path. */
  String name();

  /** Number of bytes. */
  long size();

  /**
   * Reads exactly {@code length} bytes.
   *
   * @return a new buffer whose position is 0 and whose limit is {@code length}
   * @throws IndexOutOfBoundsException when the range does not lie within the source
   */
  ByteBuffer read(long offset, int length) throws IOException;

  /** Opens a local file. */
  static ByteSource of(Path file) throws IOException {
    return FileByteSource.open(file);
  }

  /**
   * Bytes in memory. Buffers that are read share them.
   *
   * @param name what to call them in messages
   */
  static ByteSource of(String name, byte[] content) {
    return new MemoryByteSource(name, content);
  }
}
