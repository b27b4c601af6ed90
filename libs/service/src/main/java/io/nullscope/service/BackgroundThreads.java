package io.nullscope.service;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Threads for short work beside the steps. The pool that all of a process share would make it wait
 * for computations that take minutes.
 */
final class BackgroundThreads {

  private BackgroundThreads() {}

  /** As many as are needed at a time; they hold up no end of the process. */
  static ExecutorService named(String name) {
    return Executors.newCachedThreadPool(
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        });
  }
}
