package io.nullscope.artifacts;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/**
 * An object store that lives as long as its process, for tests. Behaves as {@link S3ObjectStore}
 * does.
 */
public final class InMemoryObjectStore implements ObjectStore {

  private final ConcurrentNavigableMap<String, byte[]> objects = new ConcurrentSkipListMap<>();

  @Override
  public void put(String key, byte[] bytes) {
    objects.put(key, bytes.clone());
  }

  @Override
  public void put(String key, InputStream content, long size) {
    try {
      byte[] bytes = content.readNBytes(Math.toIntExact(size));
      if (bytes.length < size) {
        throw new IOException("the content ended after " + bytes.length + " of " + size + " bytes");
      }
      objects.put(key, bytes);
    } catch (IOException e) {
      throw new ObjectStoreException("Writing " + key + " failed: " + e.getMessage(), true, e);
    }
  }

  @Override
  public boolean putIfAbsent(String key, byte[] bytes) {
    return objects.putIfAbsent(key, bytes.clone()) == null;
  }

  @Override
  public InputStream get(String key) {
    return new ByteArrayInputStream(require(key));
  }

  @Override
  public InputStream getRange(String key, long offset, long length) {
    byte[] bytes = require(key);
    if (offset < 0 || length < 1) {
      throw new IllegalArgumentException(
          "Range of " + length + " bytes at " + offset + " of " + key + " is not valid");
    }
    if (offset >= bytes.length) {
      throw new ObjectStoreException(
          "Reading " + key + " failed: it has no byte " + offset, false, null);
    }
    int end = (int) Math.min(bytes.length, offset + length);
    return new ByteArrayInputStream(Arrays.copyOfRange(bytes, (int) offset, end));
  }

  @Override
  public Optional<ObjectStat> stat(String key) {
    return Optional.ofNullable(objects.get(key)).map(bytes -> new ObjectStat(key, bytes.length));
  }

  @Override
  public Stream<ObjectStat> list(String prefix) {
    return objects.tailMap(prefix).entrySet().stream()
        .takeWhile(entry -> entry.getKey().startsWith(prefix))
        .map(entry -> new ObjectStat(entry.getKey(), entry.getValue().length));
  }

  @Override
  public void delete(String key) {
    objects.remove(key);
  }

  private byte[] require(String key) {
    byte[] bytes = objects.get(key);
    if (bytes == null) {
      throw new ObjectNotFoundException(key, null);
    }
    return bytes;
  }
}
