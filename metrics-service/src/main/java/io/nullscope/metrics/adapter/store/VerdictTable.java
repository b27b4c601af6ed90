package io.nullscope.metrics.adapter.store;

import com.google.protobuf.InvalidProtocolBufferException;
import io.nullscope.metrics.adapter.wire.VerdictMessages;
import io.nullscope.metrics.application.ReadModel;
import io.nullscope.metrics.domain.Verdict;
import java.util.ArrayList;
import java.util.List;

/** Table verdict. */
final class VerdictTable implements ReadModel.Verdicts {

  private final Jdbc jdbc;

  VerdictTable(Jdbc jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public void replace(String studyId, List<Verdict> verdicts) {
    jdbc.update("DELETE FROM verdict WHERE study_id = ?", studyId);
    List<Object[]> rows = new ArrayList<>();
    for (Verdict verdict : verdicts) {
      rows.add(
          new Object[] {
            studyId,
            rows.size(),
            verdict.metric(),
            verdict.sae(),
            verdict.variant(),
            verdict.nullSae().orElse(null),
            verdict.hookPoint(),
            verdict.conclusion().name(),
            VerdictMessages.toWire(verdict).toByteArray()
          });
    }
    jdbc.batch(
        "INSERT INTO verdict (study_id, position, metric_id, sae, variant, null_sae, hook_point,"
            + " conclusion, message) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        rows);
  }

  @Override
  public List<Verdict> list(String studyId, int offset, int limit) {
    return jdbc.list(
        "SELECT message FROM verdict WHERE study_id = ? AND position >= ? ORDER BY position"
            + " LIMIT ?",
        row -> verdict(row.getBytes("message")),
        studyId,
        offset,
        limit);
  }

  private static Verdict verdict(byte[] message) {
    try {
      return VerdictMessages.toDomain(io.nullscope.v1.Verdict.parseFrom(message));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("column message of table verdict is not a message", e);
    }
  }
}
