package io.nullscope.metrics.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nullscope.metrics.domain.CellCounts;
import io.nullscope.metrics.domain.MetricId;
import io.nullscope.metrics.domain.MetricValue;
import io.nullscope.study.CellKey;
import io.nullscope.study.StudySpec;
import io.nullscope.study.StudySpecReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EqualReconstructionTest {

  private static final String STUDY =
      """
      name: ladder
      model: { source: "file:model" }
      corpus: { source: "file:corpus.jsonl", trainTokens: 300k, evalTokens: 40k, interpTokens: 160k }
      variants: [trained, permuted]
      variantSeeds: [0, 1, 2]
      hookPoints: [layers.0, layers.1]
      sae: [{name: k8, k: 8}, {name: k16, k: 16}, {name: k32, k: 32}]
      """;

  /** t(0.975, 2), from tables. */
  private static final double T = 4.302652729911275;

  private final List<CellRecord> cells = new ArrayList<>();

  private void cell(String key, double r2, double score) {
    cell(key, r2, score, 0);
  }

  private void cell(String key, double r2, double score, double half) {
    cells.add(
        new CellRecord(
            CellKey.parse(key),
            "sae",
            Optional.empty(),
            Map.of(),
            Map.of(
                MetricId.R2_GLOBAL_CENTERED.id(),
                new MetricValue(r2, r2, r2, 30, ""),
                MetricId.FUZZING_AUROC.id(),
                new MetricValue(score, score - half, score + half, 100, "")),
            Map.of(),
            CellCounts.NONE,
            Optional.empty()));
  }

  private void trained() {
    for (int layer = 0; layer < 2; layer++) {
      String at = "trained/0/layers." + layer;
      cell(at + "/k8/0", 0.50, 0.80);
      cell(at + "/k16/0", 0.60, 0.76);
      cell(at + "/k32/0", 0.80, 0.70);
    }
  }

  private static StudySpec study(String... overrides) {
    return StudySpecReader.withOverrides(STUDY, List.of(overrides)).orThrow();
  }

  private EqualReconstruction atEqualR2(StudySpec spec, String sae) {
    return EqualReconstruction.of(spec, cells).stream()
        .filter(of -> of.sae().equals(sae) && of.metric() == MetricId.FUZZING_AUROC)
        .filter(of -> of.matchedOn() == MetricId.R2_GLOBAL_CENTERED)
        .findFirst()
        .orElseThrow();
  }

  /** Draw v has R² 0.55 and 0.70 at the two hook points: trained scores 0.78 and 0.73 there. */
  @Test
  void interpolatesTrainedToTheReconstructionOfEachDraw() {
    trained();
    double[] scores = {0.70, 0.72, 0.71};
    for (int draw = 0; draw < 3; draw++) {
      cell("permuted/" + draw + "/layers.0/k16/0", 0.55, scores[draw]);
      cell("permuted/" + draw + "/layers.1/k16/0", 0.70, scores[draw] + 0.02);
    }

    EqualReconstruction equal = atEqualR2(study(), "k16");

    // Differences 0.045, 0.025, 0.035: mean 0.035, s 0.01, prediction of a new draw of three.
    double half = T * 0.01 * Math.sqrt(1 + 1.0 / 3);
    assertThat(equal.effect()).isCloseTo(0.035, within(1e-12));
    assertThat(equal.ciLow()).isCloseTo(0.035 - half, within(1e-9));
    assertThat(equal.ciHigh()).isCloseTo(0.035 + half, within(1e-9));
    assertThat(equal.draws()).isEqualTo(3);
    assertThat(equal.hookPoints()).isEqualTo(2);
    assertThat(equal.reason()).isEmpty();
  }

  @Test
  void theIntervalIsNeverNarrowerThanSamplingOfLatentsMakesIt() {
    trained();
    for (int draw = 0; draw < 3; draw++) {
      cell("permuted/" + draw + "/layers.0/k16/0", 0.6, 0.7, 0.196);
      cell("permuted/" + draw + "/layers.1/k16/0", 0.6, 0.7, 0.196);
    }

    EqualReconstruction equal = atEqualR2(study(), "k16");

    // The standard error of a cell is 0.196 / 1.96 = 0.1, of the mean of two 0.1 / √2.
    double half = T * 0.1 / Math.sqrt(2) * Math.sqrt(1 + 1.0 / 3);
    assertThat(equal.effect()).isCloseTo(0.06, within(1e-12));
    assertThat(equal.ciHigh()).isCloseTo(0.06 + half, within(1e-4));
  }

  @Test
  void extrapolatesNothing() {
    trained();
    for (int draw = 0; draw < 3; draw++) {
      cell("permuted/" + draw + "/layers.0/k16/0", draw == 1 ? 0.45 : 0.55, 0.7);
      cell("permuted/" + draw + "/layers.1/k16/0", 0.70, 0.7 + 0.01 * draw);
    }

    // Half of the hook points are left; a draw is not dropped at the other.
    EqualReconstruction half = atEqualR2(study(), "k16");
    assertThat(half.hookPoints()).isEqualTo(1);
    assertThat(half.effect()).isCloseTo(0.02, within(1e-12));
    assertThat(half.reason()).contains("at 1 of 2 hook points").contains("R²");

    cell("permuted/2/layers.1/k16/0", 0.85, 0.7);
    assertThat(atEqualR2(study(), "k16").defined()).isFalse();
    assertThat(atEqualR2(study(), "k16").reason()).contains("at 2 of 2 hook points");
  }

  @Test
  void oneDrawHasNoInterval() {
    trained();
    cell("permuted/0/layers.0/k16/0", 0.6, 0.7);
    cell("permuted/0/layers.1/k16/0", 0.6, 0.7);

    EqualReconstruction equal = atEqualR2(study("variantSeeds=[0]"), "k16");

    assertThat(equal.effect()).isCloseTo(0.06, within(1e-12));
    assertThat(equal.ciLow()).isNaN();
  }

  /** Three SAE seeds of one null model, paired: differences 0.05, 0.06, 0.07 at equal R². */
  @Test
  void aFixedNullIsPairedBySaeSeed() {
    for (int seed = 0; seed < 3; seed++) {
      for (int layer = 0; layer < 2; layer++) {
        String point = "/layers." + layer;
        cell("trained/0" + point + "/k8/" + seed, 0.50, 0.80);
        cell("trained/0" + point + "/k16/" + seed, 0.60, 0.76);
        cell("step0/0" + point + "/k16/" + seed, 0.55, 0.73 - 0.01 * seed);
      }
    }
    StudySpec spec =
        study(
            "variants=[trained, step0]",
            "model.step0Source=file:step0",
            "sae=[{name: k8, k: 8, seeds: [0, 1, 2]}, {name: k16, k: 16, seeds: [0, 1, 2]}]");

    EqualReconstruction equal = atEqualR2(spec, "k16");

    double half = T * 0.01 / Math.sqrt(3);
    assertThat(equal.effect()).isCloseTo(0.06, within(1e-12));
    assertThat(equal.ciLow()).isCloseTo(0.06 - half, within(1e-9));
    assertThat(equal.saeSeeds()).isEqualTo(3);
  }

  @Test
  void oneSparsityGivesNothingToInterpolate() {
    trained();

    assertThat(EqualReconstruction.of(study("sae={name: k16, k: 16}"), cells)).isEmpty();
    assertThat(
            EqualReconstruction.of(
                study("sae=[{name: k8, k: 8, latents: 64}, {name: k16, k: 16, latents: 128}]"),
                cells))
        .isEmpty();
  }
}
