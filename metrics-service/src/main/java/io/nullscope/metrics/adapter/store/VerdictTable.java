package io.nullscope.metrics.adapter.store;

import io.nullscope.metrics.application.ReadModel;
import io.nullscope.metrics.domain.Conclusion;
import io.nullscope.metrics.domain.EffectDirection;
import io.nullscope.metrics.domain.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
            verdict.effect(),
            verdict.ciLow(),
            verdict.ciHigh(),
            verdict.pValue(),
            verdict.pAdjusted(),
            verdict.conclusion().name(),
            verdict.direction().name(),
            verdict.reason()
          });
    }
    jdbc.batch(
        "INSERT INTO verdict (study_id, position, metric_id, sae, variant, null_sae, hook_point,"
            + " effect, ci_low, ci_high, p_value, p_adjusted, conclusion, direction, reason)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        rows);
  }

  @Override
  public List<Verdict> list(String studyId, int offset, int limit) {
    return jdbc.list(
        "SELECT * FROM verdict WHERE study_id = ? AND position >= ? ORDER BY position LIMIT ?",
        row ->
            new Verdict(
                row.getString("metric_id"),
                row.getString("sae"),
                row.getString("variant"),
                Optional.ofNullable(row.getString("null_sae")),
                row.getString("hook_point"),
                row.getDouble("effect"),
                row.getDouble("ci_low"),
                row.getDouble("ci_high"),
                row.getDouble("p_value"),
                row.getDouble("p_adjusted"),
                Conclusion.valueOf(row.getString("conclusion")),
                EffectDirection.valueOf(row.getString("direction")),
                row.getString("reason")),
        studyId,
        offset,
        limit);
  }
}
