package io.nullscope.metrics.adapter.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.nullscope.metrics.domain.Conclusion;
import io.nullscope.metrics.domain.EffectDirection;
import io.nullscope.metrics.domain.MetricId;
import io.nullscope.metrics.domain.Verdict;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerdictTablesTest {

  private static final VariantStyle NULL =
      new VariantStyle("step0", "Step 0", "", "#000000", "rect");

  @Test
  void anEffectWithoutAValueIsUndefinedAndNotCounted() {
    Verdict undefined =
        verdict(MetricId.CE_RECOVERED, Double.NaN, Conclusion.INCONCLUSIVE, EffectDirection.NONE);
    Verdict defined =
        verdict(MetricId.CE_SPLICED, 0.5, Conclusion.SEPARATES, EffectDirection.TRAINED_HIGHER);

    VerdictTables tables = VerdictTables.ofVariants(List.of(defined, undefined), List.of(NULL));

    VerdictTables.Table table = tables.tables().get(0);
    assertThat(table.tallies())
        .containsExactly(
            new VerdictTables.Tally(
                new VerdictTables.Column("step0", "vs Step 0", "#000000"), 1, 0, 0));
    assertThat(cell(table, MetricId.CE_SPLICED).word()).isEqualTo("separates");
    VerdictTables.Cell cell = cell(table, MetricId.CE_RECOVERED);
    assertThat(cell.word()).isEqualTo("undefined");
    assertThat(cell.toString()).doesNotContain("NaN").doesNotContain("inconclusive");
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

  private static Verdict verdict(
      MetricId metric, double effect, Conclusion conclusion, EffectDirection direction) {
    return new Verdict(
        metric.id(),
        "topk",
        "step0",
        Optional.empty(),
        "all",
        effect,
        effect,
        effect,
        effect,
        effect,
        conclusion,
        direction);
  }
}
