package io.nullscope.cli.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Children of a command line that was killed end by themselves, but not in the same instant, and
 * until then they hold the broker's directory and the database. The file {@code children} of a home
 * names every child of the last stack, so that the next one can wait. A process is known by its id
 * and its start time: ids are used again.
 */
record Leftovers(Path file) {

  /** Forgets the children of the last stack. */
  void clear() throws IOException {
    Files.deleteIfExists(file);
  }

  /** Writes a child down. */
  synchronized void add(long pid) throws IOException {
    Optional<Instant> started =
        ProcessHandle.of(pid).flatMap(handle -> handle.info().startInstant());
    if (started.isPresent()) {
      Files.writeString(
          file,
          pid + " " + started.get().toEpochMilli() + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
  }

  /**
   * Waits until every child that was written down has ended; ends those that take longer.
   *
   * @return how many had to be ended
   */
  int awaitEnd(Duration patience) throws IOException, InterruptedException {
    List<ProcessHandle> alive = alive();
    CompletableFuture<Void> ends =
        CompletableFuture.allOf(
            alive.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new));
    try {
      ends.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return 0;
    } catch (TimeoutException e) {
      List<ProcessHandle> stubborn = alive.stream().filter(ProcessHandle::isAlive).toList();
      stubborn.forEach(ProcessHandle::destroyForcibly);
      for (ProcessHandle handle : stubborn) {
        handle.onExit().join();
      }
      return stubborn.size();
    } catch (ExecutionException e) {
      throw new IllegalStateException("waiting for the end of a process failed", e);
    }
  }

  private List<ProcessHandle> alive() throws IOException {
    List<ProcessHandle> found = new ArrayList<>();
    if (!Files.exists(file)) {
      return found;
    }
    for (String line : Files.readAllLines(file)) {
      // A line that was cut off by a crash is not a child that we can know.
      if (line.matches("\\d{1,18} \\d{1,18}")) {
        String[] parts = line.split(" ");
        long startMillis = Long.parseLong(parts[1]);
        ProcessHandle.of(Long.parseLong(parts[0]))
            .filter(ProcessHandle::isAlive)
            .filter(
                handle ->
                    handle
                        .info()
                        .startInstant()
                        .filter(instant -> instant.toEpochMilli() == startMillis)
                        .isPresent())
            .ifPresent(found::add);
      }
    }
    return found;
  }
}
