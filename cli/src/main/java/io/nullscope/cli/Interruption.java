package io.nullscope.cli;

import java.util.concurrent.CountDownLatch;

/**
 * Ctrl-C and SIGTERM while a command works: runs a clean-up before the process ends, and keeps the
 * command itself from reporting the consequences as failures. The virtual machine sets the exit
 * code, 130 after Ctrl-C.
 */
final class Interruption implements AutoCloseable {
  private final Thread hook;
  private volatile boolean happened;

  private Interruption(Runnable cleanUp) {
    hook =
        new Thread(
            () -> {
              happened = true;
              cleanUp.run();
            },
            "interruption");
  }

  /** From now on until {@link #close()}, the clean-up runs when the process is told to end. */
  static Interruption with(Runnable cleanUp) {
    Interruption interruption = new Interruption(cleanUp);
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  /** Returns at once in normal operation; never, once the process is ending. */
  void holdIfEnding() {
    if (happened) {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    holdIfEnding();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process began to end just now; the hook runs, and this thread must not get in its way.
      happened = true;
      holdIfEnding();
    }
  }
}
