package io.nullscope.service;

import io.nullscope.artifacts.ObjectStore;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready while the object store answers: until then steps wait for it. */
@Readiness
@ApplicationScoped
class StoreReadiness implements HealthCheck {
  private static final int SECONDS = 3;

  private final ObjectStore objects;
  private final ExecutorService threads = BackgroundThreads.named("store-readiness");

  StoreReadiness(ObjectStore objects) {
    this.objects = objects;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder store = HealthCheckResponse.named("object store");
    try {
      CompletableFuture.runAsync(() -> objects.stat("studies/ready"), threads)
          .orTimeout(SECONDS, TimeUnit.SECONDS)
          .join();
      return store.up().build();
    } catch (CompletionException e) {
      return store.down().withData("reason", String.valueOf(e.getCause().getMessage())).build();
    }
  }

  @PreDestroy
  void close() {
    threads.shutdownNow();
  }
}
