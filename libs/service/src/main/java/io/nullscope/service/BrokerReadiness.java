package io.nullscope.service;

import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready while the broker answers. The checks of the channels do not notice when it goes: their
 * clients wait for it.
 */
@Readiness
@ApplicationScoped
class BrokerReadiness implements HealthCheck {
  private static final int MILLISECONDS = 3_000;
  private static final Duration TO_CLOSE = Duration.ofSeconds(1);

  private final Admin admin;

  /**
   * The check.
   *
   * @param broker everything that is configured as {@code kafka.*}
   */
  BrokerReadiness(@Identifier("default-kafka-broker") Map<String, Object> broker) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, "localhost:9092");
    settings.putAll(broker);
    this.admin = Admin.create(settings);
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response = HealthCheckResponse.named("broker");
    try {
      admin.describeCluster(new DescribeClusterOptions().timeoutMs(MILLISECONDS)).nodes().get();
      return response.up().build();
    } catch (ExecutionException e) {
      return response.down().withData("reason", String.valueOf(e.getCause())).build();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return response.down().build();
    }
  }

  @PreDestroy
  void close() {
    admin.close(TO_CLOSE);
  }
}
