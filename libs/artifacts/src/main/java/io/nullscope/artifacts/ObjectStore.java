package io.nullscope.artifacts;

import java.io.InputStream;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A flat store of immutable-at-a-time objects, as S3 offers it: a reader sees an object whole or
 * not at all.
 *
 * <p>Keys are slash-separated paths without a leading slash. Every method throws {@link
 * ObjectStoreException} when the store cannot be reached or refuses; {@link
 * ObjectStoreException#isRetryable()} says whether trying again can help.
 */
public interface ObjectStore {

  /** Writes an object, replacing the one that is there. */
  void put(String key, byte[] bytes);

  /**
   * Writes an object from a stream, replacing the one that is there. Memory is bounded by the size
   * of one upload part.
   *
   * @param content exactly {@code size} bytes; not closed
   */
  void put(String key, InputStream content, long size);

  /**
   * Writes an object unless the key is taken, atomically with regard to other writers.
   *
   * @return true when this call wrote the object, false when the key was taken
   */
  boolean putIfAbsent(String key, byte[] bytes);

  /**
   * Reads an object from its beginning.
   *
   * @return a stream to be closed by the caller; its reads throw {@link java.io.IOException} when
   *     the connection breaks
   * @throws ObjectNotFoundException when there is no such object
   */
  InputStream get(String key);

  /**
   * Reads a part of an object.
   *
   * @param offset first byte, at least 0
   * @param length number of bytes, at least 1; fewer are returned when the object ends before
   * @throws ObjectNotFoundException when there is no such object
   */
  InputStream getRange(String key, long offset, long length);

  /** Size of an object, or empty when there is none. */
  Optional<ObjectStat> stat(String key);

  /**
   * All objects whose key starts with the prefix, in key order, fetched page by page while the
   * stream is consumed.
   */
  Stream<ObjectStat> list(String prefix);

  /** Removes an object; does nothing when there is none. */
  void delete(String key);
}
