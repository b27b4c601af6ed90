package io.nullscope.metrics.adapter.store;

import java.sql.SQLException;
import java.util.Set;

/**
 * The database refused a statement, failed at it, or could not be reached. Which of the three is
 * told by the SQLSTATE, which all drivers give: PostgreSQL's has one exception class for
 * everything.
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

  /**
   * A fault of the database itself, e.g. a damaged index (PostgreSQL, class XX) or anything
   * unforeseen (H2, HY000). It may hit this statement alone, for ever, while all others succeed.
   */
  private static final Set<String> FAULTS = Set.of("XX", "HY000");

  /** What may be expected of a failure. */
  public enum Kind {
    /** The state of the connection or of the server: it is waited for. */
    AWAY,
    /** A fault of the server: it may pass, but is not waited for without an end. */
    FAULT,
    /** It fails again. */
    REFUSAL
  }

  private final Kind kind;

  ReadModelException(SQLException cause) {
    super("the read model's database failed: " + cause.getMessage(), cause);
    this.kind = kindOf(cause);
  }

  public Kind kind() {
    return kind;
  }

  /** Whether the same work may succeed later (lost connection, deadlock, lock timeout). */
  public boolean isRetryable() {
    return kind != Kind.REFUSAL;
  }

  private static Kind kindOf(SQLException failure) {
    Kind kind = Kind.AWAY;
    // The exception of a batch may hide the statement's.
    for (SQLException next = failure; next != null; next = next.getNextException()) {
      String state = next.getSQLState();
      if (state != null && state.length() >= CLASS_LENGTH) {
        String family = state.substring(0, CLASS_LENGTH);
        if (REFUSALS.contains(family)) {
          return Kind.REFUSAL;
        }
        if (FAULTS.contains(family) || FAULTS.contains(state)) {
          kind = Kind.FAULT;
        }
      }
    }
    return kind;
  }
}
