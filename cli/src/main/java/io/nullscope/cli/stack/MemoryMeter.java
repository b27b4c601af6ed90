package io.nullscope.cli.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Peak resident memory of a set of processes: the largest sum over all of them, sampled once a
 * second from {@code /proc}. Pages that processes share are counted once for each, so the true
 * value is a little lower. Stays 0 where there is no {@code /proc}.
 */
final class MemoryMeter implements AutoCloseable {
  static final Path PROC = Path.of("/proc");

  private static final String RESIDENT = "VmRSS:";

  private final Path proc;
  private final Supplier<? extends Collection<Long>> pids;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "memory-meter");
            thread.setDaemon(true);
            return thread;
          });
  private volatile long peakBytes;

  MemoryMeter(Path proc, Supplier<? extends Collection<Long>> pids) {
    this.proc = proc;
    this.pids = pids;
  }

  void start() {
    timer.scheduleAtFixedRate(this::sample, 0, 1, TimeUnit.SECONDS);
  }

  void sample() {
    long bytes = pids.get().stream().mapToLong(this::residentBytes).sum();
    peakBytes = Math.max(peakBytes, bytes);
  }

  /** Largest sum so far, in bytes. */
  long peakBytes() {
    return peakBytes;
  }

  private long residentBytes(long pid) {
    try (Stream<String> lines = Files.lines(proc.resolve(pid + "/status"))) {
      return lines
          .filter(line -> line.startsWith(RESIDENT))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException | java.io.UncheckedIOException e) {
      // The process ended between listing and reading.
      return 0;
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
