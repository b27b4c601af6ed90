package io.nullscope.metrics.adapter.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.nullscope.metrics.adapter.store.ReadModelException.Kind;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Drivers give every failure the same exception class; the SQLSTATE tells them apart. */
class ReadModelExceptionTest {

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "08006", // connection failure
        "25006", // a standby, which does not write
        "28P01", // a password that is being changed
        "3D000", // no such database (yet)
        "40001", // serialisation failure
        "40P01", // deadlock
        "53100", // disk full
        "53300", // too many connections
        "55P03", // lock not available
        "57P01", // shut down by the administrator
        "57P02", // a crash of another process of the server
        "57P03", // starting up
        "58030", // input or output failed
        "HYT00", // H2: a lock's timeout
        "90067", // H2: connection broken
        "90098" // H2: database closed
      })
  void theStateOfTheServerMayPass(String state) {
    assertThat(new ReadModelException(new SQLException("no", state)).kind()).isEqualTo(Kind.AWAY);
  }

  /** Another statement may succeed, and this one never. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "XX000", // an internal error
        "XX002", // a damaged index
        "HY000" // H2: a general error
      })
  void aFaultOfTheServerIsNotWaitedForWithoutAnEnd(String state) {
    ReadModelException fault = new ReadModelException(new SQLException("no", state));

    assertThat(fault.kind()).isEqualTo(Kind.FAULT);
    assertThat(fault.isRetryable()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0A000", // not supported
        "21000", // cardinality
        "22001", // too long
        "22021", // a character that no text may have
        "23505", // unique violation
        "42P01", // no such table
        "42501", // no right to
        "54000" // a limit of the program
      })
  void whatTheStatementAsksForStaysRefused(String state) {
    assertThat(new ReadModelException(new SQLException("no", state)).isRetryable()).isFalse();
  }

  @Test
  void aBatchHidesTheReason() {
    BatchUpdateException batch = new BatchUpdateException("a batch failed", null, new int[0]);
    batch.setNextException(new SQLException("too long", "22001"));

    assertThat(new ReadModelException(batch).isRetryable()).isFalse();
  }
}
