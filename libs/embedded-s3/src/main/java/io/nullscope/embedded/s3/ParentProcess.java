package io.nullscope.embedded.s3;

import java.util.concurrent.CompletableFuture;

/**
 * Ends this process when another one has ended, so that a killed launcher leaves no server behind.
 */
final class ParentProcess {

  private ParentProcess() {}

  /** Starts watching; exits at once when the process is gone already. */
  static void exitWith(long pid) {
    ProcessHandle.of(pid)
        .map(ProcessHandle::onExit)
        .orElseGet(() -> CompletableFuture.completedFuture(null))
        .thenRun(() -> System.exit(0));
  }
}
