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
    timed(bytes.length, () -> store.put(key, bytes));
  }

  @Override
  public void put(String key, InputStream content, long size) {
    timed(size, () -> store.put(key, content, size));
  }

  @Override
  public boolean putIfAbsent(String key, byte[] bytes) {
    return timed(bytes.length, () -> store.putIfAbsent(key, bytes));
  }

  @Override
  public InputStream get(String key) {
    return new TimedStream(timed(0, () -> store.get(key)));
  }

  @Override
  public InputStream getRange(String key, long offset, long length) {
    return new TimedStream(timed(0, () -> store.getRange(key, offset, length)));
  }

  @Override
  public Optional<ObjectStat> stat(String key) {
    return timed(0, () -> store.stat(key));
  }

  /** The listing is fetched while the stream is consumed, which is not timed. */
  @Override
  public Stream<ObjectStat> list(String prefix) {
    return timed(0, () -> store.list(prefix));
  }

  @Override
  public void delete(String key) {
    timed(0, () -> store.delete(key));
  }

  private void timed(long bytes, Runnable call) {
    timed(
        bytes,
        () -> {
          call.run();
          return null;
        });
  }

  private <T> T timed(long bytes, Supplier<T> call) {
    return StoreWait.during(
        () -> {
          long start = System.nanoTime();
          T result = call.get();
          traffic.add(start, bytes);
          return result;
        });
  }

  private final class TimedStream extends FilterInputStream {

    TimedStream(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      return StoreWait.during(
          () -> {
            long start = System.nanoTime();
            int n = in.read(target, offset, length);
            traffic.add(start, Math.max(0, n));
            return n;
          });
    }
  }
}
