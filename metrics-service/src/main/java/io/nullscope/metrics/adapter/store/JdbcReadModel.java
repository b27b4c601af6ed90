package io.nullscope.metrics.adapter.store;

import io.nullscope.metrics.application.ReadModel;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import javax.sql.DataSource;

/** The read model on a database with the schema of {@code db/migration}. */
public final class JdbcReadModel implements ReadModel {

  private final DataSource dataSource;

  public JdbcReadModel(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  @Override
  public <T> T transaction(Function<Tables, T> work) {
    // Each statement sees what others have committed: after waiting for a lock, the newest row.
    return run(work, Connection.TRANSACTION_READ_COMMITTED);
  }

  @Override
  public <T> T snapshot(Function<Tables, T> work) {
    // All statements see the same state, so that a study and its steps belong together.
    return run(work, Connection.TRANSACTION_REPEATABLE_READ);
  }

  private <T> T run(Function<Tables, T> work, int isolation) {
    try (Connection connection = dataSource.getConnection()) {
      int usual = connection.getTransactionIsolation();
      connection.setTransactionIsolation(isolation);
      connection.setAutoCommit(false);
      T result;
      try {
        result = work.apply(new ConnectionTables(new Jdbc(connection)));
        connection.commit();
      } catch (SQLException | RuntimeException | Error e) {
        undo(connection, usual, e);
        throw e;
      }
      restore(connection, usual);
      return result;
    } catch (SQLException e) {
      throw new ReadModelException(e);
    }
  }

  /** A connection that was lost cannot be rolled back; what broke the work is what is told. */
  private static void undo(Connection connection, int isolation, Throwable cause) {
    try {
      connection.rollback();
      restore(connection, isolation);
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  private static void restore(Connection connection, int isolation) throws SQLException {
    connection.setAutoCommit(true);
    connection.setTransactionIsolation(isolation);
  }

  private record ConnectionTables(Jdbc jdbc) implements Tables {

    @Override
    public Studies studies() {
      return new StudyTables(jdbc);
    }

    @Override
    public Cells cells() {
      return new CellTables(jdbc);
    }

    @Override
    public Verdicts verdicts() {
      return new VerdictTable(jdbc);
    }
  }
}
