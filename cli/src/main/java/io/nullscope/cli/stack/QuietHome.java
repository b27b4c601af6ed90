package io.nullscope.cli.stack;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** A home in which no stack runs, and none can be started until this is closed. */
public final class QuietHome implements AutoCloseable {
  private static final Duration LEFTOVER_PATIENCE = Duration.ofSeconds(10);

  private final StackHome home;
  private final HomeLock lock;

  private QuietHome(StackHome home, HomeLock lock) {
    this.home = home;
    this.lock = lock;
  }

  /**
   * Keeps stacks out of a home; processes that a killed one has left behind are waited for.
   *
   * @throws StackException when a stack runs there
   */
  public static QuietHome of(StackHome home) throws IOException, InterruptedException {
    home.create();
    HomeLock lock = HomeLock.acquire(home, "Stop it first, or wait until its study has ended.");
    new Leftovers(home.children()).awaitEnd(LEFTOVER_PATIENCE);
    return new QuietHome(home, lock);
  }

  /** Where the objects lie: one file for each. */
  public Path store() {
    return home.s3().resolve(ChildCommands.BUCKET);
  }

  @Override
  public void close() {
    lock.close();
  }
}
