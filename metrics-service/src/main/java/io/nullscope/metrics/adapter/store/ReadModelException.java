package io.nullscope.metrics.adapter.store;

import java.sql.SQLException;
import java.sql.SQLNonTransientException;

/** The database refused a statement or could not be reached. */
public class ReadModelException extends RuntimeException {

  private final boolean retryable;

  ReadModelException(SQLException cause) {
    super("the read model's database failed: " + cause.getMessage(), cause);
    this.retryable = !(cause instanceof SQLNonTransientException);
  }

  /** Whether the same work may succeed later (lost connection, deadlock, lock timeout). */
  public boolean isRetryable() {
    return retryable;
  }
}
