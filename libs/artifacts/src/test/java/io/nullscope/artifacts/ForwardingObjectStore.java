package io.nullscope.artifacts;

import java.io.InputStream;
import java.util.Optional;
import java.util.stream.Stream;

/** Another store, for tests that change a part of it. */
class ForwardingObjectStore implements ObjectStore {

  private final ObjectStore store;

  ForwardingObjectStore(ObjectStore store) {
    this.store = store;
  }

  @Override
  public void put(String key, byte[] bytes) {
    store.put(key, bytes);
  }

  @Override
  public void put(String key, InputStream content, long size) {
    store.put(key, content, size);
  }

  @Override
  public boolean putIfAbsent(String key, byte[] bytes) {
    return store.putIfAbsent(key, bytes);
  }

  @Override
  public InputStream get(String key) {
    return store.get(key);
  }

  @Override
  public InputStream getRange(String key, long offset, long length) {
    return store.getRange(key, offset, length);
  }

  @Override
  public Optional<ObjectStat> stat(String key) {
    return store.stat(key);
  }

  @Override
  public Stream<ObjectStat> list(String prefix) {
    return store.list(prefix);
  }

  @Override
  public void delete(String key) {
    store.delete(key);
  }
}
