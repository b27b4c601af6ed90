package io.nullscope.metrics.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.nullscope.metrics.domain.ClusterBootstrap;
import io.nullscope.metrics.domain.InterpretabilityMetrics;
import io.nullscope.metrics.domain.LanguageModelUsage;
import io.nullscope.metrics.domain.MetricFamily;
import io.nullscope.metrics.domain.MetricId;
import io.nullscope.metrics.domain.MetricRole;
import io.nullscope.metrics.domain.MetricUnit;
import io.nullscope.metrics.domain.ScoredLatents;
import io.nullscope.study.StudySpec;
import io.nullscope.study.StudySpecReader;
import io.nullscope.verdicts.MeasuredSpread;
import io.nullscope.verdicts.SampledUnits;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What `plan` says of metrics, which it does not know, agrees with the metrics. */
class PlannedPowerTest {

  private static final String STUDY =
      """
      name: planned
      model: { source: "file:model" }
      corpus: { source: "file:corpus.jsonl", trainTokens: 300k, evalTokens: 40k, interpTokens: 160k }
      """;

  @Test
  void measuredSpreadsHaveTheMarginsOfTheirMetrics() {
    for (MeasuredSpread spread : MeasuredSpread.values()) {
      MetricId metric = MetricId.find(spread.metric()).orElseThrow();
      assertThat(spread.margin()).isEqualTo(metric.definition().margin());
      assertThat(metric.definition().role()).isEqualTo(MetricRole.PRIMARY);
    }
  }

  @Test
  void thePlanKnowsWhatMetricsSample() {
    for (MetricId metric : MetricId.values()) {
      SampledUnits units = SampledUnits.of(metric.id());
      MetricFamily family = metric.definition().family();
      assertThat(units == SampledUnits.DOCUMENTS)
          .as(metric.id())
          .isEqualTo(metric.definition().resampled() == MetricUnit.DOCUMENT);
      assertThat(units == SampledUnits.PROBED_LATENTS)
          .as(metric.id())
          .isEqualTo(family == MetricFamily.INTERVENTION);
      assertThat(units == SampledUnits.SCORED_LATENTS)
          .as(metric.id())
          .isEqualTo(family == MetricFamily.INTERPRETABILITY || family == MetricFamily.ENTROPY);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{scorers: [fuzzing, embedding], negativeKinds: [random, same-token]}",
        "{scorers: [detection, fuzzing, intruder, simulation, embedding], negativeKinds: [random, co-active, nearest],"
            + " explainer: {kind: openai, baseUrl: 'http://localhost:1/v1', model: m}}"
      })
  void theFamilyIsAsLargeAsThePlanSays(String autointerp) {
    StudySpec spec =
        StudySpecReader.withOverrides(STUDY, List.of("autointerp=" + autointerp)).orThrow();
    long scores =
        InterpretabilityMetrics.compute(
                new ScoredLatents(
                    64, 0, 0, 0, List.of(), "", List.of(), "", List.of(), LanguageModelUsage.NONE),
                StudyPanel.of(spec),
                new ClusterBootstrap(2, 0.95),
                id -> new SplittableRandom(0))
            .metrics()
            .keySet()
            .stream()
            .map(id -> MetricId.find(id).orElseThrow())
            .filter(PlannedPowerTest::isPrimary)
            .filter(metric -> metric.definition().family() == MetricFamily.INTERPRETABILITY)
            .count();

    assertThat(spec.autointerp().scores()).isEqualTo((int) scores);
  }

  @Test
  void sixPrimaryMetricsAreNoScoresTwoOfThemOfProbes() {
    assertThat(
            Arrays.stream(MetricId.values())
                .filter(PlannedPowerTest::isPrimary)
                .map(metric -> metric.definition().family())
                .filter(family -> family != MetricFamily.INTERPRETABILITY))
        .hasSize(6)
        .filteredOn(family -> family == MetricFamily.INTERVENTION)
        .hasSize(2);
  }

  private static boolean isPrimary(MetricId metric) {
    return metric.definition().role() == MetricRole.PRIMARY;
  }
}
