package io.nullscope.metrics.adapter.store;

import com.google.protobuf.InvalidProtocolBufferException;
import io.nullscope.metrics.adapter.wire.MetricMessages;
import io.nullscope.metrics.application.CellRecord;
import io.nullscope.metrics.application.MetricGroup;
import io.nullscope.metrics.application.ReadModel;
import io.nullscope.metrics.domain.CellCounts;
import io.nullscope.metrics.domain.CellMetrics;
import io.nullscope.metrics.domain.CellPositions;
import io.nullscope.metrics.domain.LanguageModelUsage;
import io.nullscope.metrics.domain.MetricValue;
import io.nullscope.metrics.domain.RocCurve;
import io.nullscope.metrics.domain.RocPoint;
import io.nullscope.study.CellKey;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Tables cell, metric, roc_curve and failed_answers. */
final class CellTables implements ReadModel.Cells {

  /** What failed: an answer of a judge, or a request to the language model. */
  private static final String JUDGEMENT = "judgement";

  private static final String REQUEST = "request";

  private final Jdbc jdbc;

  CellTables(Jdbc jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public void putSae(String studyId, CellKey cell, String saeId) {
    ensure(studyId, cell);
    jdbc.update(
        "UPDATE cell SET sae_id = ? WHERE study_id = ? AND cell_id = ?", saeId, studyId, cell.id());
  }

  @Override
  public void putLatents(String studyId, CellKey cell, String latentsId) {
    ensure(studyId, cell);
    jdbc.update(
        "UPDATE cell SET latents_id = ? WHERE study_id = ? AND cell_id = ?",
        latentsId,
        studyId,
        cell.id());
  }

  @Override
  public void putMetrics(
      String studyId, CellKey cell, MetricGroup group, String metricsId, CellMetrics metrics) {
    ensure(studyId, cell);
    String column =
        switch (group) {
          case RECONSTRUCTION -> "reconstruction_id";
          case INTERPRETABILITY -> "interpretability_id";
          case DICTIONARY -> "dictionary_id";
        };
    jdbc.update(
        "UPDATE cell SET " + column + " = ? WHERE study_id = ? AND cell_id = ?",
        metricsId,
        studyId,
        cell.id());
    metrics.counts().ifPresent(counts -> putCounts(studyId, cell, counts));
    metrics
        .positions()
        .ifPresent(
            positions ->
                jdbc.update(
                    "UPDATE cell SET positions = ? WHERE study_id = ? AND cell_id = ?",
                    MetricMessages.toWire(positions).toByteArray(),
                    studyId,
                    cell.id()));
    replaceRows(studyId, cell, group, metrics);
  }

  private void putCounts(String studyId, CellKey cell, CellCounts counts) {
    LanguageModelUsage usage = counts.usage();
    jdbc.update(
        "UPDATE cell SET latents_alive = ?, latents_eligible = ?, latents_scored = ?,"
            + " judge_failures = ?, requests = ?, input_tokens = ?, output_tokens = ?, cost = ?"
            + " WHERE study_id = ? AND cell_id = ?",
        counts.latentsAlive(),
        counts.latentsEligible(),
        counts.latentsScored(),
        counts.judgeFailures(),
        usage.requests(),
        usage.inputTokens(),
        usage.outputTokens(),
        usage.cost(),
        studyId,
        cell.id());
    jdbc.update(
        "DELETE FROM failed_answers WHERE study_id = ? AND cell_id = ?", studyId, cell.id());
    putFailures(studyId, cell, JUDGEMENT, counts.judgeFailuresByReason());
    putFailures(studyId, cell, REQUEST, usage.failures());
  }

  private void putFailures(
      String studyId, CellKey cell, String failedOf, Map<String, Long> failures) {
    List<Object[]> rows = new ArrayList<>();
    failures.forEach(
        (reason, n) -> rows.add(new Object[] {studyId, cell.id(), failedOf, reason, n}));
    jdbc.batch(
        "INSERT INTO failed_answers (study_id, cell_id, failed_of, reason, n)"
            + " VALUES (?, ?, ?, ?, ?)",
        rows);
  }

  private void replaceRows(String studyId, CellKey cell, MetricGroup group, CellMetrics metrics) {
    for (String table : List.of("metric", "roc_curve")) {
      jdbc.update(
          "DELETE FROM " + table + " WHERE study_id = ? AND cell_id = ? AND metric_group = ?",
          studyId,
          cell.id(),
          group.id());
    }
    List<Object[]> values = new ArrayList<>();
    metrics
        .metrics()
        .forEach(
            (id, value) ->
                values.add(
                    new Object[] {
                      studyId,
                      cell.id(),
                      id,
                      group.id(),
                      value.value(),
                      value.ciLow(),
                      value.ciHigh(),
                      value.n(),
                      value.note()
                    }));
    jdbc.batch(
        "INSERT INTO metric (study_id, cell_id, metric_id, metric_group, estimate, ci_low,"
            + " ci_high, n, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        values);
    List<Object[]> curves = new ArrayList<>();
    metrics
        .rocCurves()
        .forEach(
            (scorer, curve) ->
                curves.add(new Object[] {studyId, cell.id(), scorer, group.id(), bytes(curve)}));
    jdbc.batch(
        "INSERT INTO roc_curve (study_id, cell_id, scorer, metric_group, points)"
            + " VALUES (?, ?, ?, ?, ?)",
        curves);
  }

  @Override
  public List<CellRecord> all(String studyId) {
    return read("WHERE study_id = ?", studyId);
  }

  @Override
  public Optional<CellRecord> find(String studyId, CellKey cell) {
    return read("WHERE study_id = ? AND cell_id = ?", studyId, cell.id()).stream().findFirst();
  }

  private List<CellRecord> read(String where, Object... parameters) {
    Map<String, Map<String, MetricValue>> metrics = new HashMap<>();
    jdbc.list(
        "SELECT cell_id, metric_id, estimate, ci_low, ci_high, n, note FROM metric " + where,
        row -> readMetric(row, metrics),
        parameters);
    Map<String, Map<String, RocCurve>> curves = new HashMap<>();
    jdbc.list(
        "SELECT cell_id, scorer, points FROM roc_curve " + where,
        row ->
            curves
                .computeIfAbsent(row.getString("cell_id"), id -> new TreeMap<>())
                .put(row.getString("scorer"), curve(row.getBytes("points"))),
        parameters);
    Map<String, Map<String, Long>> failures = new HashMap<>();
    jdbc.list(
        "SELECT cell_id, failed_of, reason, n FROM failed_answers " + where,
        row ->
            failures
                .computeIfAbsent(
                    failuresKey(row.getString("cell_id"), row.getString("failed_of")),
                    key -> new TreeMap<>())
                .put(row.getString("reason"), row.getLong("n")),
        parameters);
    return jdbc.list(
        "SELECT * FROM cell " + where,
        row -> cell(row, metrics, curves, counts(row, failures)),
        parameters);
  }

  @Override
  public Optional<RocCurve> rocCurve(String studyId, CellKey cell, String scorer) {
    return jdbc.one(
        "SELECT points FROM roc_curve WHERE study_id = ? AND cell_id = ? AND scorer = ?",
        row -> curve(row.getBytes("points")),
        studyId,
        cell.id(),
        scorer);
  }

  private void ensure(String studyId, CellKey cell) {
    jdbc.update(
        "INSERT INTO cell (study_id, cell_id, variant, variant_seed, layer, sae, sae_seed,"
            + " sae_id, latents_alive, latents_eligible, latents_scored, judge_failures)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, '', 0, 0, 0, 0) ON CONFLICT DO NOTHING",
        studyId,
        cell.id(),
        cell.variant().kind().id(),
        cell.variant().seed(),
        cell.hookPoint().layer(),
        cell.sae(),
        cell.saeSeed());
  }

  private static MetricValue readMetric(
      ResultSet row, Map<String, Map<String, MetricValue>> metrics) throws SQLException {
    MetricValue value =
        new MetricValue(
            row.getDouble("estimate"),
            row.getDouble("ci_low"),
            row.getDouble("ci_high"),
            row.getLong("n"),
            row.getString("note"));
    return metrics
        .computeIfAbsent(row.getString("cell_id"), id -> new TreeMap<>())
        .put(row.getString("metric_id"), value);
  }

  private static CellRecord cell(
      ResultSet row,
      Map<String, Map<String, MetricValue>> metrics,
      Map<String, Map<String, RocCurve>> curves,
      CellCounts counts)
      throws SQLException {
    String id = row.getString("cell_id");
    Map<MetricGroup, String> metricsIds = new EnumMap<>(MetricGroup.class);
    for (MetricGroup group : MetricGroup.values()) {
      String metricsId = row.getString(group.id() + "_id");
      if (metricsId != null) {
        metricsIds.put(group, metricsId);
      }
    }
    return new CellRecord(
        CellKey.parse(id),
        row.getString("sae_id"),
        Optional.ofNullable(row.getString("latents_id")),
        metricsIds,
        metrics.getOrDefault(id, Map.of()),
        curves.getOrDefault(id, Map.of()),
        counts,
        Optional.ofNullable(row.getBytes("positions")).map(CellTables::positions));
  }

  private static CellPositions positions(byte[] bytes) {
    try {
      return MetricMessages.toDomain(io.nullscope.v1.CellPositions.parseFrom(bytes));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("column positions of table cell is not a message", e);
    }
  }

  private static CellCounts counts(ResultSet row, Map<String, Map<String, Long>> failures)
      throws SQLException {
    String id = row.getString("cell_id");
    return new CellCounts(
        row.getLong("latents_alive"),
        row.getLong("latents_eligible"),
        row.getLong("latents_scored"),
        failures.getOrDefault(failuresKey(id, JUDGEMENT), Map.of()),
        new LanguageModelUsage(
            row.getLong("requests"),
            row.getLong("input_tokens"),
            row.getLong("output_tokens"),
            failures.getOrDefault(failuresKey(id, REQUEST), Map.of()),
            row.getDouble("cost")));
  }

  private static String failuresKey(String cellId, String failedOf) {
    return failedOf + "/" + cellId;
  }

  private static byte[] bytes(RocCurve curve) {
    ByteBuffer bytes = ByteBuffer.allocate(curve.points().size() * 2 * Double.BYTES);
    for (RocPoint point : curve.points()) {
      bytes.putDouble(point.falsePositiveRate()).putDouble(point.truePositiveRate());
    }
    return bytes.array();
  }

  private static RocCurve curve(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    List<RocPoint> points = new ArrayList<>();
    while (in.hasRemaining()) {
      points.add(new RocPoint(in.getDouble(), in.getDouble()));
    }
    return new RocCurve(points);
  }
}
