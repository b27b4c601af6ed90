package io.nullscope.service;

import io.nullscope.messaging.StopSignal;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of the process: work under way is brought to safety and handed back. */
@ApplicationScoped
class Stopping {
  private static final Logger LOGGER = LoggerFactory.getLogger(Stopping.class);

  private static final int STORE_SECONDS = 1;

  private final StopSignal stop;
  private final Attempts attempts;
  private final Duration grace;

  Stopping(
      StopSignal stop,
      Attempts attempts,
      @ConfigProperty(name = "nullscope.stop-grace") Duration grace) {
    this.stop = stop;
    this.attempts = attempts;
    this.grace = grace;
  }

  void stop(@Observes ShutdownEvent event) {
    if (!stop.stop(grace)) {
      LOGGER.info("A record under way is left where it is; it will be delivered again");
    }
    // A store that hangs must not hold up the end.
    CompletableFuture.runAsync(attempts::endedByStop, BackgroundThreads.named("stopping"))
        .completeOnTimeout(null, STORE_SECONDS, TimeUnit.SECONDS)
        .join();
  }
}
