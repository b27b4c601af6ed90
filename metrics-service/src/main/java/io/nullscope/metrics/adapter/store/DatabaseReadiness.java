package io.nullscope.metrics.adapter.store;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready while the database is away: calls would fail, and facts wait. */
@Readiness
@ApplicationScoped
public class DatabaseReadiness implements HealthCheck {

  private static final String NAME = "database";

  private static final int SECONDS = 2;

  private final AgroalDataSource dataSource;

  public DatabaseReadiness(AgroalDataSource dataSource) {
    this.dataSource = dataSource;
  }

  @Override
  public HealthCheckResponse call() {
    try (Connection connection = dataSource.getConnection()) {
      return connection.isValid(SECONDS)
          ? HealthCheckResponse.up(NAME)
          : down("the connection is broken");
    } catch (SQLException e) {
      return down(e.getMessage());
    }
  }

  private static HealthCheckResponse down(String reason) {
    return HealthCheckResponse.named(NAME).down().withData("reason", reason).build();
  }
}
