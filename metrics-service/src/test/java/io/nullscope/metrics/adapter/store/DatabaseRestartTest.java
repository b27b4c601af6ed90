package io.nullscope.metrics.adapter.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agroal.api.AgroalDataSource;
import io.nullscope.metrics.application.ReadModel;
import io.nullscope.metrics.application.StudyRecord;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL is restarted under a pool whose connections are all open. */
class DatabaseRestartTest {

  private static final int CONNECTIONS = 4;

  @TempDir private Path folder;

  @Test
  void everyCallAfterTheRestartWorks() throws Exception {
    EmbeddedPostgres server = started(0);
    String url = server.getJdbcUrl("postgres", "postgres");
    ConnectionPool pool = new ConnectionPool(url, "postgres", "postgres", CONNECTIONS);
    try (AgroalDataSource connections = pool.open()) {
      ReadModel readModel = new JdbcReadModel(connections);
      DatabaseReadiness readiness = new DatabaseReadiness(connections);
      fill(connections);
      note(readModel, "before");
      assertThat(readiness.call().getStatus()).isEqualTo(Status.UP);

      server.close();
      assertThat(readiness.call().getStatus()).isEqualTo(Status.DOWN);
      assertThatThrownBy(() -> note(readModel, "meanwhile"))
          .isInstanceOfSatisfying(
              ReadModelException.class, away -> assertThat(away.isRetryable()).isTrue());

      server = started(server.getPort());
      for (int call = 0; call < 2 * CONNECTIONS; call++) {
        note(readModel, "after-" + call);
      }
      assertThat(readiness.call().getStatus()).isEqualTo(Status.UP);
      assertThat(readModel.<List<StudyRecord>>snapshot(tables -> tables.studies().latest(0, 100)))
          .extracting(StudyRecord::studyId)
          .hasSize(1 + 2 * CONNECTIONS)
          .contains("before", "after-0")
          .doesNotContain("meanwhile");
    } finally {
      server.close();
    }
  }

  private static void note(ReadModel readModel, String studyId) {
    readModel.transaction(
        tables -> {
          tables
              .studies()
              .insertIfAbsent(
                  StudyRecord.fresh(studyId, 1, Optional.empty(), Instant.ofEpochSecond(1)));
          return null;
        });
  }

  /** Opens every connection that the pool may have. */
  private static void fill(AgroalDataSource connections) throws SQLException {
    List<Connection> open = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      open.add(connections.getConnection());
    }
    for (Connection connection : open) {
      connection.close();
    }
  }

  private EmbeddedPostgres started(int port) {
    try {
      EmbeddedPostgres.Builder builder =
          EmbeddedPostgres.builder()
              .setDataDirectory(folder.resolve("data"))
              .setCleanDataDirectory(false);
      return (port == 0 ? builder : builder.setPort(port)).start();
    } catch (IOException | RuntimeException e) {
      Assumptions.abort("embedded PostgreSQL does not start here: " + e.getMessage());
      throw new IllegalStateException(e);
    }
  }
}
