package io.nullscope.cli;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** Carries messages from supervising threads to the one thread that writes to the terminal. */
final class Notices {
  private final Queue<String> waiting = new ConcurrentLinkedQueue<>();

  void add(String text) {
    waiting.add(text);
  }

  void drainTo(Consumer<String> reader) {
    for (String text = waiting.poll(); text != null; text = waiting.poll()) {
      reader.accept(text);
    }
  }
}
