package io.nullscope.metrics.adapter.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.nullscope.metrics.application.CellRecord;
import io.nullscope.metrics.application.Provenance;
import io.nullscope.metrics.application.StudyProgress;
import io.nullscope.metrics.application.StudyResults;
import io.nullscope.metrics.domain.CellCounts;
import io.nullscope.metrics.domain.Conclusion;
import io.nullscope.metrics.domain.EffectDirection;
import io.nullscope.metrics.domain.MetricId;
import io.nullscope.metrics.domain.MetricValue;
import io.nullscope.metrics.domain.Verdict;
import io.nullscope.metrics.fixtures.FinishedStudy;
import io.nullscope.metrics.fixtures.Studies;
import io.nullscope.study.CellKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerdictTablesTest {

  private static final VariantStyle NULL =
      new VariantStyle("step0", "Step 0", "", new Swatch("#000000", "#FFFFFF"), "rect");

  private final StudyProgress progress = new FinishedStudy(Studies.attempt(1)).run();

  private VerdictTables tables(Verdict... verdicts) {
    CellRecord cell =
        new CellRecord(
            CellKey.parse("step0/0/layers.0/topk/0"),
            "sae",
            Optional.empty(),
            Map.of(),
            Map.of(MetricId.CE_RECOVERED.id(), MetricValue.undefined(9, "zeroing does nothing")),
            Map.of(),
            CellCounts.NONE,
            Optional.empty());
    StudyResults results =
        new StudyResults(
            progress,
            new Provenance("1", "engine", "cpu"),
            List.of(new StudyResults.Cell(cell, List.of(), "")),
            List.of(verdicts),
            List.of(),
            List.of(),
            List.of());
    return VerdictTables.ofVariants(results, List.of(verdicts), List.of(NULL));
  }

  @Test
  void anEffectWithoutAValueIsUndefinedExplainedAndNotCounted() {
    Verdict undefined =
        verdict(
            MetricId.CE_RECOVERED,
            "all",
            Double.NaN,
            Double.NaN,
            Conclusion.INCONCLUSIVE,
            EffectDirection.NONE);
    Verdict defined =
        verdict(
            MetricId.CE_SPLICED,
            "all",
            0.4,
            0.6,
            Conclusion.SEPARATES,
            EffectDirection.TRAINED_HIGHER);

    VerdictTables.Table table = tables(defined, undefined).tables().get(0);

    assertThat(table.tallies())
        .containsExactly(
            new VerdictTables.Tally(
                new VerdictTables.Column("step0", "vs Step 0", "var(--variant-step0)"), 1, 0, 0));
    assertThat(cell(table, MetricId.CE_SPLICED).word()).isEqualTo("separates");
    VerdictTables.Cell cell = cell(table, MetricId.CE_RECOVERED);
    assertThat(cell.word()).isEqualTo("undefined");
    assertThat(cell.toString()).doesNotContain("NaN").doesNotContain("inconclusive");
    assertThat(table.notes())
        .containsExactly(
            "Cross-entropy recovered (ce.recovered.v2) is undefined where one of the two sides has no value: zeroing does nothing.");
  }

  @Test
  void aSingleHookPointIsASingleFinding() {
    VerdictTables one = tables(found("all"), found("layers.3"));
    assertThat(one.tables()).hasSize(1);
    assertThat(one.tables().get(0).label()).isEqualTo("layers.3, the only hook point");
    assertThat(one.tables().get(0).hidden()).isFalse();

    VerdictTables two = tables(found("all"), found("layers.10"), found("layers.3"));
    assertThat(two.tables())
        .extracting(VerdictTables.Table::label)
        .containsExactly("all hook points", "layers.3", "layers.10");
  }

  @Test
  void aVerdictAgainstItsIntervalIsExplained() {
    Verdict hint =
        verdict(
            MetricId.CE_SPLICED, "all", 0.1, 0.6, Conclusion.INCONCLUSIVE, EffectDirection.NONE);
    Verdict wide =
        verdict(
            MetricId.CE_CLEAN,
            "all",
            -0.1,
            0.6,
            Conclusion.SEPARATES,
            EffectDirection.TRAINED_HIGHER);
    Verdict plain =
        verdict(MetricId.L0_MEAN, "all", -0.1, 0.6, Conclusion.INCONCLUSIVE, EffectDirection.NONE);

    VerdictTables.Table table = tables(hint, wide, plain).tables().get(0);

    assertThat(cell(table, MetricId.CE_SPLICED).mark()).isEqualTo("†");
    assertThat(cell(table, MetricId.CE_CLEAN).mark()).isEqualTo("▲‡");
    assertThat(cell(table, MetricId.L0_MEAN).mark()).isEmpty();
    assertThat(cell(table, MetricId.CE_SPLICED).p()).isEqualTo("p 0.030, adjusted 0.120");
    assertThat(table.notes()).hasSize(2);
    assertThat(table.notes().get(0))
        .startsWith("† Inconclusive, although the interval leaves out 0.")
        .contains("of the 3 tests of this study")
        .contains("not below 0.05");
    assertThat(table.notes().get(1)).startsWith("‡ Separates, although the interval holds 0.");
    assertThat(tables(found("all")).tables().get(0).notes()).isEmpty();
  }

  private static VerdictTables.Cell cell(VerdictTables.Table table, MetricId metric) {
    return table.families().stream()
        .flatMap(family -> family.rows().stream())
        .filter(row -> row.metric().equals(metric.id()))
        .findFirst()
        .orElseThrow()
        .cells()
        .get(0);
  }

  private static Verdict found(String hookPoint) {
    return verdict(
        MetricId.CE_SPLICED,
        hookPoint,
        0.4,
        0.6,
        Conclusion.SEPARATES,
        EffectDirection.TRAINED_HIGHER);
  }

  private static Verdict verdict(
      MetricId metric,
      String hookPoint,
      double low,
      double high,
      Conclusion conclusion,
      EffectDirection direction) {
    return new Verdict(
        metric.id(),
        "topk",
        "step0",
        Optional.empty(),
        hookPoint,
        (low + high) / 2,
        low,
        high,
        0.03,
        0.12,
        conclusion,
        direction,
        "");
  }
}
