package io.nullscope.metrics.adapter.store;

import java.sql.SQLException;
import java.util.Set;

/**
 * The database refused a statement or could not be reached. Which of the two is told by the
 * SQLSTATE, which all drivers give: PostgreSQL's has one exception class for everything.
 */
public class ReadModelException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private static final int CLASS_LENGTH = 2;

  /**
   * Classes that say something about the statement or its values, so that it fails again:
   * unsupported feature, cardinality, data exception, constraint, syntax or access rule, limits of
   * the program. Whatever else goes wrong is the state of the connection or of the server.
   */
  private static final Set<String> REFUSALS = Set.of("0A", "21", "22", "23", "42", "54");

  private final boolean retryable;

  ReadModelException(SQLException cause) {
    super("the read model's database failed: " + cause.getMessage(), cause);
    this.retryable = mayPass(cause);
  }

  /** Whether the same work may succeed later (lost connection, deadlock, lock timeout). */
  public boolean isRetryable() {
    return retryable;
  }

  private static boolean mayPass(SQLException failure) {
    // The exception of a batch may hide the statement's.
    for (SQLException next = failure; next != null; next = next.getNextException()) {
      String state = next.getSQLState();
      if (state != null
          && state.length() >= CLASS_LENGTH
          && REFUSALS.contains(state.substring(0, CLASS_LENGTH))) {
        return false;
      }
    }
    return true;
  }
}
