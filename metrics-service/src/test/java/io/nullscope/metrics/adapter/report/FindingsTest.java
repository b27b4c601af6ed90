package io.nullscope.metrics.adapter.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.nullscope.metrics.application.CellRecord;
import io.nullscope.metrics.application.Provenance;
import io.nullscope.metrics.application.StudyProgress;
import io.nullscope.metrics.application.StudyResults;
import io.nullscope.metrics.domain.CellCounts;
import io.nullscope.metrics.domain.Conclusion;
import io.nullscope.metrics.domain.MetricId;
import io.nullscope.metrics.domain.MetricValue;
import io.nullscope.metrics.domain.Verdict;
import io.nullscope.metrics.fixtures.FinishedStudy;
import io.nullscope.metrics.fixtures.MadeUpVerdicts;
import io.nullscope.metrics.fixtures.Studies;
import io.nullscope.study.CellKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FindingsTest {

  private final StudyProgress progress = new FinishedStudy(Studies.attempt(1)).run();

  private Findings findings(List<CellRecord> cells, List<Verdict> verdicts) {
    StudyResults results =
        new StudyResults(
            progress,
            new Provenance("1", "engine", "cpu"),
            cells.stream().map(cell -> new StudyResults.Cell(cell, List.of(), "")).toList(),
            verdicts,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of());
    return Findings.of(results, ReportPage.styles(results), "topk", verdicts);
  }

  private static CellRecord cell(String key, MetricId metric, double value) {
    return new CellRecord(
        CellKey.parse(key),
        "sae",
        Optional.empty(),
        Map.of(),
        Map.of(metric.id(), new MetricValue(value, value, value, 1, "")),
        Map.of(),
        CellCounts.NONE,
        Optional.empty());
  }

  @Test
  void showsTheMeanAndTheRangeOfEachVariantOnOneScaleWithChance() {
    Findings findings =
        findings(
            List.of(
                cell("trained/0/layers.0/topk/0", MetricId.FUZZING_AUROC_POOLED, 0.7),
                cell("trained/0/layers.1/topk/0", MetricId.FUZZING_AUROC_POOLED, 0.8),
                cell("step0/0/layers.0/topk/0", MetricId.FUZZING_AUROC_POOLED, 0.52)),
            List.of());

    // From 0.4 to 0.9: whole tenths with some air.
    assertThat(findings.metric()).isEqualTo("Fuzzing AUROC, pooled");
    assertThat(findings.chance()).contains("20.00%");
    Findings.Line trained = findings.lines().get(0);
    assertThat(trained.variant().id()).isEqualTo("trained");
    assertThat(trained.value()).isEqualTo("0.75");
    assertThat(trained.range()).isEqualTo("2 SAEs: 0.70 to 0.80");
    assertThat(trained.dot()).isEqualTo("70.00%");
    assertThat(trained.left()).isEqualTo("60.00%");
    assertThat(trained.width()).isEqualTo("20.00%");
    assertThat(findings.lines().get(1).range()).isEqualTo("one SAE");
    assertThat(findings.lines()).hasSize(2);
  }

  @Test
  void countsWhatTheVerdictsSayAboutANull() {
    Findings findings =
        findings(
            List.of(cell("step0/0/layers.0/topk/0", MetricId.FUZZING_AUROC_POOLED, 0.5)),
            List.of(
                MadeUpVerdicts.of(MetricId.FUZZING_AUROC, Conclusion.TRAINED_BETTER, 0.1, 0.2),
                MadeUpVerdicts.of(MetricId.DETECTION_AUROC, Conclusion.NULL_BETTER, -0.2, -0.1),
                MadeUpVerdicts.of(MetricId.EMBEDDING_AUROC, Conclusion.EQUIVALENT, -0.01, 0.01),
                MadeUpVerdicts.of(
                    MetricId.FUZZING_AUROC_POOLED, Conclusion.NOT_TESTED, -0.01, 0.01),
                MadeUpVerdicts.of(
                    MetricId.R2_GLOBAL_CENTERED, Conclusion.TRAINED_HIGHER, 0.1, 0.2)));

    assertThat(findings.lines().get(0).verdict())
        .isEqualTo(
            "Of 3 interpretability scores: trained better on 1, null better on 1, equivalent on 1.");
    assertThat(findings.sentences().get(0))
        .isEqualTo(
            "Of 3 scores, 1 is better for trained than for every weight null, 1 better for a null, 1 equivalent, 0 open.");
    assertThat(findings.groups())
        .extracting(ReportPage.Fact::name)
        .containsExactly("trained better", "null better", "trained higher", "equivalent");
    assertThat(findings.groups().get(0).value()).startsWith("Fuzzing AUROC: ");
    assertThat(findings.sentences().get(1)).contains("How sure").contains("one draw");
  }

  @Test
  void fallsBackToExplainedVarianceAndThenToNothing() {
    Findings withoutScores =
        findings(
            List.of(cell("trained/0/layers.0/topk/0", MetricId.R2_GLOBAL_CENTERED, 0.9)),
            List.of());

    assertThat(withoutScores.metric()).isEqualTo("Explained variance (R²)");
    assertThat(withoutScores.chance()).isEmpty();
    assertThat(findings(List.of(), List.of()).lines()).isEmpty();
  }
}
