package io.nullscope.artifacts;

import java.util.concurrent.atomic.LongAdder;

/**
 * What a process has spent on its object store so far. Calls that run at the same time all count in
 * full.
 */
public final class StoreTraffic {

  private final LongAdder nanoseconds = new LongAdder();
  private final LongAdder bytes = new LongAdder();

  /** A point in time to subtract from a later one. */
  public record Snapshot(long nanoseconds, long bytes) {

    /** What was added since an earlier snapshot. */
    public Snapshot since(Snapshot earlier) {
      return new Snapshot(nanoseconds - earlier.nanoseconds, bytes - earlier.bytes);
    }

    public long milliseconds() {
      return nanoseconds / 1_000_000;
    }
  }

  /** Time inside calls and while reading their streams; bytes written and read. */
  public Snapshot snapshot() {
    return new Snapshot(nanoseconds.sum(), bytes.sum());
  }

  void add(long start, long transferred) {
    nanoseconds.add(System.nanoTime() - start);
    bytes.add(transferred);
  }
}
