package io.nullscope.artifacts;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Adds up time and bytes of every call to another store, reading of the returned streams included.
 */
public final class TimedObjectStore implements ObjectStore {

  private final ObjectStore store;
  private final StoreTraffic traffic;

  public TimedObjectStore(ObjectStore store, StoreTraffic traffic) {
    this.store = store;
    this.traffic = traffic;
  }

  @Override
  public void put(String key, byte[] bytes) {
    long start = System.nanoTime();
    store.put(key, bytes);
    traffic.add(start, bytes.length);
  }

  @Override
  public void put(String key, InputStream content, long size) {
    long start = System.nanoTime();
    store.put(key, content, size);
    traffic.add(start, size);
  }

  @Override
  public boolean putIfAbsent(String key, byte[] bytes) {
    long start = System.nanoTime();
    boolean written = store.putIfAbsent(key, bytes);
    traffic.add(start, bytes.length);
    return written;
  }

  @Override
  public InputStream get(String key) {
    return new TimedStream(timed(() -> store.get(key)));
  }

  @Override
  public InputStream getRange(String key, long offset, long length) {
    return new TimedStream(timed(() -> store.getRange(key, offset, length)));
  }

  @Override
  public Optional<ObjectStat> stat(String key) {
    return timed(() -> store.stat(key));
  }

  /** The listing is fetched while the stream is consumed, which is not timed. */
  @Override
  public Stream<ObjectStat> list(String prefix) {
    return timed(() -> store.list(prefix));
  }

  @Override
  public void delete(String key) {
    long start = System.nanoTime();
    store.delete(key);
    traffic.add(start, 0);
  }

  private <T> T timed(Supplier<T> call) {
    long start = System.nanoTime();
    T result = call.get();
    traffic.add(start, 0);
    return result;
  }

  private final class TimedStream extends FilterInputStream {

    TimedStream(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      long start = System.nanoTime();
      int value = in.read();
      traffic.add(start, value < 0 ? 0 : 1);
      return value;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      long start = System.nanoTime();
      int n = in.read(target, offset, length);
      traffic.add(start, Math.max(0, n));
      return n;
    }
  }
}
