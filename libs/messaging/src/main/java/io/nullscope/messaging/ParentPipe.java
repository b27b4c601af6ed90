package io.nullscope.messaging;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Ends the process when its parent is gone, however the parent died. The one-machine stack gives
 * each child a pipe as standard input and sets {@code NULLSCOPE_EXIT_ON_STDIN_EOF}; the pipe ends
 * with the parent.
 */
@ApplicationScoped
class ParentPipe {

  private final boolean enabled;

  ParentPipe(
      @ConfigProperty(name = "nullscope.exit-on-stdin-eof", defaultValue = "false")
          boolean enabled) {
    this.enabled = enabled;
  }

  void watch(@Observes StartupEvent event) {
    if (enabled) {
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
    Quarkus.asyncExit(0);
  }
}
