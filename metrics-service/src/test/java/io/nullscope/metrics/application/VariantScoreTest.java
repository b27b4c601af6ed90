package io.nullscope.metrics.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nullscope.metrics.domain.CellCounts;
import io.nullscope.metrics.domain.Explanation;
import io.nullscope.metrics.domain.LatentValues;
import io.nullscope.metrics.domain.MetricId;
import io.nullscope.metrics.domain.TokenProfile;
import io.nullscope.metrics.fixtures.Studies;
import io.nullscope.study.CellKey;
import io.nullscope.study.StudySpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VariantScoreTest {

  private static final StudySpec SPEC = Studies.spec("tiny", "trained, step0");

  private static StudyResults.Cell cell(String key, double... shuffled) {
    CellRecord record =
        new CellRecord(
            CellKey.parse(key),
            "sae",
            Optional.empty(),
            Map.of(),
            Map.of(),
            Map.of(),
            CellCounts.NONE,
            Optional.empty());
    List<LatentSummary> latents =
        Arrays.stream(shuffled)
            .mapToObj(
                value ->
                    new LatentSummary(
                        0,
                        new Explanation("", List.of(), ""),
                        1,
                        1,
                        1,
                        TokenProfile.UNKNOWN,
                        new LatentValues(Map.of(MetricId.FUZZING_SHUFFLED_AUROC, value), Map.of())))
            .toList();
    return new StudyResults.Cell(record, latents, "");
  }

  private static List<ControlCheck> checks(StudyResults.Cell... cells) {
    return ControlCheck.of(VariantScore.of(SPEC, List.of(cells)), Map.of());
  }

  @Test
  void latentsOfAllLayersAndSeedsCountAlikeAndUndefinedOnesDoNot() {
    List<VariantScore> scores =
        VariantScore.of(
            SPEC,
            List.of(
                cell("trained/0/layers.0/topk/0", 0.4, Double.NaN, 0.5),
                cell("trained/0/layers.1/topk/0", 0.9),
                cell("step0/0/layers.0/topk/0", 0.5)));
    assertThat(scores).hasSize(2);
    assertThat(scores.get(0).value().value()).isCloseTo((0.4 + 0.5 + 0.9) / 3, within(1e-12));
    assertThat(scores.get(0).value().n()).isEqualTo(3);
    assertThat(scores.get(0).value().ciLow()).isBetween(0.4, 0.5);
  }

  @Test
  void anIntervalThatHoldsChancePasses() {
    ControlCheck check =
        checks(
                cell("trained/0/layers.0/topk/0", 0.4, 0.7, 0.55, 0.3, 0.65, 0.35),
                cell("trained/0/layers.1/topk/0", 0.45, 0.6, 0.5, 0.42))
            .get(0);
    assertThat(check.passed()).contains(true);
    assertThat(check.missed()).isFalse();
    assertThat(check.chance()).isEqualTo(0.5);
  }

  @Test
  void anIntervalAboveOrBelowChanceDoesNot() {
    List<ControlCheck> checks =
        checks(
            cell("trained/0/layers.0/topk/0", 0.6, 0.7, 0.8, 0.6, 0.7, 0.8, 0.6, 0.7, 0.8, 0.6),
            cell("step0/0/layers.0/topk/0", 0.1, 0.2, 0.3, 0.1, 0.2, 0.3, 0.1, 0.2, 0.3, 0.1));
    assertThat(checks).hasSize(2).allMatch(ControlCheck::missed);
  }

  @Test
  void withoutAnIntervalThereIsNoAnswer() {
    assertThat(checks(cell("trained/0/layers.0/topk/0", 0.9)).get(0).passed()).isEmpty();
    assertThat(checks(cell("trained/0/layers.0/topk/0", Double.NaN)).get(0).passed()).isEmpty();
    assertThat(checks(cell("trained/0/layers.0/topk/0"))).isEmpty();
  }

  @Test
  void fromAHandfulOfLatentsNoCheckIsMade() {
    double[] nine = {0.9, 0.8, 0.9, 0.8, 0.9, 0.8, 0.9, 0.8, 0.9};
    assertThat(checks(cell("trained/0/layers.0/topk/0", nine)).get(0).passed()).isEmpty();
  }

  @Test
  void aDistanceThatDoesNotMatterIsNoMiss() {
    double[] near = new double[200];
    double[] far = new double[200];
    for (int i = 0; i < near.length; i++) {
      near[i] = i % 2 == 0 ? 0.49 : 0.485;
      far[i] = near[i] - 0.04;
    }

    ControlCheck negligible = checks(cell("trained/0/layers.0/topk/0", near)).get(0);
    ControlCheck missed = checks(cell("trained/0/layers.0/topk/0", far)).get(0);

    assertThat(negligible.value().ciHigh()).isLessThan(0.5);
    assertThat(negligible.missed()).isFalse();
    assertThat(missed.missed()).isTrue();
  }
}
