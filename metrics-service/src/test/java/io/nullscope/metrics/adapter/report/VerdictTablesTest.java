package io.nullscope.metrics.adapter.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.nullscope.metrics.domain.Conclusion;
import io.nullscope.metrics.domain.MetricId;
import io.nullscope.metrics.domain.Verdict;
import io.nullscope.metrics.fixtures.MadeUpVerdicts;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTablesTest {

  private static final VariantStyle NULL =
      new VariantStyle("step0", "Step 0", "", new Swatch("#000000", "#FFFFFF"), "rect");

  private static VerdictTables tables(Verdict... verdicts) {
    return VerdictTables.ofVariants(List.of(verdicts), List.of(NULL));
  }

  @Test
  void primaryMetricsAreCountedAndWhatIsNotComparableIsExplained() {
    VerdictTables.Table table =
        tables(
                MadeUpVerdicts.of(MetricId.FUZZING_AUROC, Conclusion.TRAINED_BETTER, 0.4, 0.6),
                MadeUpVerdicts.of(MetricId.DETECTION_AUROC, Conclusion.TRAINED_BETTER, 0.4, 0.6),
                MadeUpVerdicts.of(MetricId.COSINE_MEAN, Conclusion.NOT_TESTED, 0.1, 0.3),
                MadeUpVerdicts.notComparable(MetricId.CE_RECOVERED, "there is nothing to recover"))
            .tables()
            .get(0);

    assertThat(table.tallies())
        .containsExactly(
            new VerdictTables.Tally(
                new VerdictTables.Column("step0", "vs Step 0", "var(--variant-step0)"),
                "2 trained better · 1 not comparable"));
    VerdictTables.Cell found = cell(table, MetricId.FUZZING_AUROC);
    assertThat(found.word()).isEqualTo("trained better");
    assertThat(found.style()).isEqualTo("differs");
    assertThat(found.mark()).isEqualTo("▲");
    assertThat(found.p()).isEqualTo("p 0.030, adjusted 0.120");
    assertThat(table.sentences())
        .filteredOn(sentence -> sentence.name().equals("Fuzzing AUROC, vs Step 0"))
        .singleElement()
        .satisfies(sentence -> assertThat(sentence.value()).contains("learned"));
    VerdictTables.Cell cell = cell(table, MetricId.CE_RECOVERED);
    assertThat(cell.word()).isEqualTo("not comparable");
    assertThat(cell.toString()).doesNotContain("NaN");
    assertThat(cell(table, MetricId.COSINE_MEAN).word()).isEqualTo("interval only");
    assertThat(table.notes())
        .containsExactly("Cross-entropy recovered: there is nothing to recover.");
  }

  @Test
  void aSingleHookPointIsASingleFinding() {
    VerdictTables one = tables(found("all"), found("layers.3"));
    assertThat(one.tables()).hasSize(1);
    assertThat(one.tables().get(0).label()).isEqualTo("layers.3, the only hook point");
    assertThat(one.tables().get(0).hidden()).isFalse();

    VerdictTables two = tables(found("all"), found("slope"), found("layers.10"), found("layers.3"));
    assertThat(two.tables())
        .extracting(VerdictTables.Table::label)
        .containsExactly("all hook points", "trend over depth", "layers.3", "layers.10");
  }

  @Test
  void whatUnreplicatedMeansIsSaid() {
    VerdictTables.Table table =
        tables(MadeUpVerdicts.of(MetricId.CE_SPLICED, Conclusion.UNREPLICATED, 0.1, 0.2))
            .tables()
            .get(0);

    assertThat(table.notes()).singleElement().asString().startsWith("Unreplicated: with one draw");
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
    return MadeUpVerdicts.of(
        MetricId.TOKEN_ENTROPY_MEAN, "step0", hookPoint, Conclusion.TRAINED_HIGHER, 0.4, 0.6);
  }
}
