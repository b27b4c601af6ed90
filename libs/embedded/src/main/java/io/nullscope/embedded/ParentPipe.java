package io.nullscope.embedded;

import java.io.IOException;
import java.util.Map;

/**
 * Ends this process when its parent is gone, however the parent died, so that a killed launcher
 * leaves no server behind. The parent gives its child a pipe as standard input and sets {@code
 * NULLSCOPE_EXIT_ON_STDIN_EOF}; the pipe ends with the parent, even when nobody waits for the dead
 * parent and its process id lives on as that of a zombie.
 */
public final class ParentPipe {

  static final String SWITCH = "NULLSCOPE_EXIT_ON_STDIN_EOF";

  private ParentPipe() {}

  /** Starts watching if the environment asks for it. */
  public static void watch(Map<String, String> environment) {
    if (Boolean.parseBoolean(environment.get(SWITCH))) {
      Thread thread = new Thread(ParentPipe::exitAtEnd, "parent-pipe");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private static void exitAtEnd() {
    try {
      while (System.in.read() >= 0) {
        // The parent never writes; reading only waits for the end.
      }
    } catch (IOException e) {
      // A broken pipe is an ended pipe.
    }
    System.exit(0);
  }
}
