package io.nullscope.cli.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a home to one stack. The operating system drops the lock when its holder dies, however it
 * dies; the file itself stays and names the last holder.
 */
final class HomeLock implements AutoCloseable {
  private static final int PID_LENGTH = 32;

  private final FileChannel channel;
  private final FileLock lock;

  private HomeLock(FileChannel channel, FileLock lock) {
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Takes the lock of a home, to run a stack in it.
   *
   * @throws StackException when another stack holds it
   */
  static HomeLock acquire(StackHome home) {
    return acquire(
        home,
        "Use it with --server %s, or set %s to another directory."
            .formatted(
                Ports.remembered(home, Component.METRICS)
                    .map(port -> LocalStack.LOOPBACK + ":" + port)
                    .orElse("HOST:PORT (it printed its address)"),
                StackHome.VARIABLE));
  }

  /**
   * Takes the lock of a home.
   *
   * @param remedy what to do when another stack holds it
   * @throws StackException when another stack holds it
   */
  static HomeLock acquire(StackHome home, String remedy) {
    Path file = home.lock();
    try {
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        String holder = read(channel);
        channel.close();
        throw new StackException(
            "Another stack (process %s) is using %s. %s"
                .formatted(holder.isEmpty() ? "unknown" : holder, home.root(), remedy));
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)),
          0);
      return new HomeLock(channel, lock);
    } catch (IOException e) {
      throw new StackException(
          "Cannot lock %s: %s. Set %s to a directory on a local disk that you may write."
              .formatted(file, e, StackHome.VARIABLE),
          e);
    }
  }

  /** Whether a stack holds the lock now. Nothing is made where no stack has ever been. */
  static boolean isHeld(StackHome home) {
    if (!Files.exists(home.lock())) {
      return false;
    }
    try (FileChannel channel =
            FileChannel.open(home.lock(), StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock = tryLock(channel)) {
      return lock == null;
    } catch (IOException e) {
      throw new StackException("Cannot look at %s: %s.".formatted(home.lock(), e), e);
    }
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // This very process holds it.
      return null;
    }
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(PID_LENGTH);
    channel.read(bytes, 0);
    return new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII).strip();
  }

  @Override
  public void close() {
    try {
      lock.release();
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
