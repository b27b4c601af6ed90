package io.nullscope.metrics.adapter.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.nullscope.metrics.application.CellRecord;
import io.nullscope.metrics.application.ReadModel;
import io.nullscope.metrics.domain.Verdict;
import io.nullscope.metrics.fixtures.Databases;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Databases that an earlier version has filled are brought to today's schema. */
class MigrationTest {

  enum Kind {
    H2(Databases::emptyH2),
    POSTGRESQL(Databases::emptyPostgres);

    private final Supplier<DataSource> empty;

    Kind(Supplier<DataSource> empty) {
      this.empty = empty;
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatTheSecondVersionStoredIsReadByThisOne(Kind kind) throws SQLException {
    DataSource database = kind.empty.get();
    migrate(database, "2");
    execute(
        database,
        study("done", "COMPLETED", "'" + "f".repeat(64) + "'"),
        study("failed", "FAILED", "NULL"),
        study("running", "RUNNING", "NULL"),
        "INSERT INTO cell (study_id, cell_id, variant, variant_seed, layer, sae, sae_seed, sae_id,"
            + " latents_alive, latents_eligible, latents_scored, judge_failures)"
            + " VALUES ('done', 'trained/0/layers.0/topk/0', 'trained', 0, 0, 'topk', 0, 'a', 1, 2, 3, 4)",
        "INSERT INTO verdict (study_id, position, metric_id, sae, variant, hook_point, effect,"
            + " ci_low, ci_high, p_value, p_adjusted, conclusion, direction)"
            + " VALUES ('done', 0, 'mse.v1', 'topk', 'control', 'layers.0', 0.5, 0.25, 0.75, 0.1, 0.2,"
            + " 'INCONCLUSIVE', 'TRAINED_HIGHER')");

    migrate(database, "latest");

    ReadModel readModel = new JdbcReadModel(database);
    // Ends that were announced before there was a note of it are not announced again.
    assertThat(readModel.<List<String>>snapshot(tables -> tables.studies().due()))
        .containsExactly("running");
    List<CellRecord> cells = readModel.snapshot(tables -> tables.cells().all("done"));
    assertThat(cells)
        .singleElement()
        .satisfies(cell -> assertThat(cell.positions()).isEmpty())
        .satisfies(cell -> assertThat(cell.counts().latentsScored()).isEqualTo(3));
    List<Verdict> verdicts = readModel.snapshot(tables -> tables.verdicts().list("done", 0, 10));
    // They claimed what they could not know; they are made again from the artifacts.
    assertThat(verdicts).isEmpty();
    assertThat(
            readModel.<Boolean>transaction(
                tables -> tables.studies().claim("running", "replica-1", Duration.ofMinutes(1))))
        .isTrue();
  }

  private static String study(String id, String state, String resultsId) {
    return "INSERT INTO study (study_id, attempt, state, started_at, finished_at, results_id)"
        + " VALUES ('%s', 1, '%s', CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, %s)"
            .formatted(id, state, resultsId);
  }

  private static void migrate(DataSource database, String version) {
    Flyway.configure()
        .dataSource(database)
        .locations("classpath:db/migration")
        .target(version)
        .load()
        .migrate();
  }

  private static void execute(DataSource database, String... statements) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
