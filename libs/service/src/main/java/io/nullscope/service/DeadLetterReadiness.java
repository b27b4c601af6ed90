package io.nullscope.service;

import io.nullscope.messaging.WaitingLetters;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Not ready while a dead-letter topic takes no records: the channel before it stands still. */
@Readiness
@ApplicationScoped
class DeadLetterReadiness implements HealthCheck {

  private final WaitingLetters letters;

  DeadLetterReadiness(WaitingLetters letters) {
    this.letters = letters;
  }

  @Override
  public HealthCheckResponse call() {
    Map<String, String> reasons = letters.reasons();
    HealthCheckResponseBuilder response =
        HealthCheckResponse.named("dead letters").status(reasons.isEmpty());
    reasons.forEach(response::withData);
    return response.build();
  }
}
