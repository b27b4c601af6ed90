package io.nullscope.hub;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** Locks between threads and between processes, by a lock file that stays. */
final class FileLocks {

  /** File locks hold between processes only; threads of one meet here. */
  private static final Map<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

  /** Something done while the lock is held. */
  @FunctionalInterface
  interface Action<T> {
    T run() throws IOException;
  }

  private FileLocks() {}

  /** Waits for the lock; it is free again when the holder ends, even when it is killed. */
  static <T> T holding(Path file, Action<T> action) throws IOException {
    ReentrantLock thread = THREADS.computeIfAbsent(file, path -> new ReentrantLock());
    thread.lock();
    try {
      Files.createDirectories(file.getParent());
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        // Closing the channel releases it.
        channel.lock();
        return action.run();
      }
    } finally {
      thread.unlock();
    }
  }
}
