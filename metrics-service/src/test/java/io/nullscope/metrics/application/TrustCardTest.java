package io.nullscope.metrics.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.nullscope.metrics.application.TrustCard.Question;
import io.nullscope.metrics.application.TrustCard.Says;
import io.nullscope.metrics.domain.CellCounts;
import io.nullscope.metrics.domain.Conclusion;
import io.nullscope.metrics.domain.LatentDiscrimination;
import io.nullscope.metrics.domain.MetricId;
import io.nullscope.metrics.domain.MetricValue;
import io.nullscope.metrics.domain.TestWindow;
import io.nullscope.metrics.domain.Verdict;
import io.nullscope.metrics.fixtures.MadeUpVerdicts;
import io.nullscope.study.CellKey;
import io.nullscope.study.VariantKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrustCardTest {

  private static final MetricId SCORE = MetricId.FUZZING_AUROC;
  private static final MetricId SAME_TOKEN = MetricId.auroc("fuzzing", TestWindow.SAME_TOKEN);

  private static Verdict verdict(MetricId metric, String variant, Conclusion conclusion) {
    return MadeUpVerdicts.of(metric, variant, "all", conclusion, 0.01, 0.1);
  }

  private static ScoreDiscrimination matched(String variant, double low, double high) {
    LatentDiscrimination of = new LatentDiscrimination((low + high) / 2, low, high, 0.01, 1, 5);
    return new ScoreDiscrimination(
        "topk", VariantKind.fromId(variant), SCORE, of, of, Optional.of(of));
  }

  private static CellRecord noise(int draw, double value) {
    return new CellRecord(
        CellKey.parse("control/" + draw + "/layers.0/topk/0"),
        "sae",
        Optional.empty(),
        Map.of(),
        Map.of(SCORE.id(), new MetricValue(value, value, value, 100, "")),
        Map.of(),
        CellCounts.NONE,
        Optional.empty());
  }

  private static ControlCheck shuffled(boolean passed) {
    return new ControlCheck(
        "topk",
        VariantKind.TRAINED,
        MetricId.FUZZING_SHUFFLED_AUROC,
        new MetricValue(0.5, 0.49, 0.51, 100, ""),
        0.5,
        Optional.of(passed));
  }

  private final List<Verdict> verdicts = new ArrayList<>();
  private final List<CellRecord> cells = new ArrayList<>();
  private final List<ControlCheck> checks = new ArrayList<>();
  private final List<ScoreDiscrimination> discrimination = new ArrayList<>();
  private final List<EqualReconstruction> equal = new ArrayList<>();

  private static EqualReconstruction atEqual(
      MetricId covariate, double effect, double half, String reason) {
    return new EqualReconstruction(
        "topk",
        VariantKind.STEP0,
        SCORE,
        covariate,
        effect,
        effect - half,
        effect + half,
        5,
        1,
        2,
        reason);
  }

  private TrustCard card() {
    List<TrustCard> cards =
        new TrustQuestions(verdicts, cells, checks, discrimination, equal).cards();
    assertThat(cards).hasSize(1);
    assertThat(cards.get(0).metric()).isEqualTo(SCORE);
    return cards.get(0);
  }

  private void everythingSpeaksForTheScore() {
    verdicts.add(verdict(SCORE, "step0", Conclusion.TRAINED_BETTER));
    verdicts.add(verdict(SCORE, "permuted", Conclusion.TRAINED_BETTER));
    verdicts.add(verdict(SCORE, "control", Conclusion.NULL_BETTER));
    verdicts.add(verdict(SAME_TOKEN, "step0", Conclusion.TRAINED_BETTER));
    cells.addAll(List.of(noise(0, 0.499), noise(1, 0.501), noise(2, 0.5)));
    checks.add(shuffled(true));
    discrimination.add(matched("step0", 0.55, 0.65));
  }

  @Test
  void aScoreThatPassesEverythingSeesSomethingLearned() {
    everythingSpeaksForTheScore();

    TrustCard card = card();

    for (Question question : Question.values()) {
      assertThat(card.answer(question).says())
          .as(question.label())
          .isEqualTo(question == Question.ABOVE_UNTRAINED_SAE ? Says.NOT_ASKED : Says.YES);
    }
    assertThat(card.conclusion()).isEqualTo("Sees something that was learned.");
  }

  @Test
  void oneNullThatIsBetterIsEnoughForANo() {
    everythingSpeaksForTheScore();
    verdicts.add(verdict(SCORE, "spectrum", Conclusion.NULL_BETTER));

    assertThat(card().answer(Question.ABOVE_WEIGHT_NULLS).says()).isEqualTo(Says.NO);
    assertThat(card().conclusion())
        .isEqualTo("A high value is no sign of learned structure: spectrum is better.");
  }

  @Test
  void aNullThatWasDrawnOnceLeavesItOpen() {
    everythingSpeaksForTheScore();
    verdicts.add(verdict(SCORE, "spectrum", Conclusion.UNREPLICATED));

    assertThat(card().answer(Question.ABOVE_WEIGHT_NULLS).says()).isEqualTo(Says.OPEN);
    assertThat(card().conclusion())
        .isEqualTo(
            "Not known: spectrum was drawn or trained too few times; trained is better than step0, permuted.");
  }

  @Test
  void tokensAloneAreNoReasonToRestOnAScore() {
    everythingSpeaksForTheScore();
    verdicts.add(verdict(SAME_TOKEN, "permuted", Conclusion.EQUIVALENT));

    assertThat(card().answer(Question.SAME_TOKEN).says()).isEqualTo(Says.NO);
    assertThat(card().conclusion()).startsWith("Better than random weights, but do not rest on it");
  }

  @Test
  void noiseFarFromChanceIsANoAndOneDrawLeavesItOpen() {
    everythingSpeaksForTheScore();
    cells.clear();
    cells.addAll(List.of(noise(0, 0.6), noise(1, 0.601), noise(2, 0.602)));
    assertThat(card().answer(Question.NOISE_AT_CHANCE).says()).isEqualTo(Says.NO);

    cells.clear();
    cells.add(noise(0, 0.5));
    assertThat(card().answer(Question.NOISE_AT_CHANCE).says()).isEqualTo(Says.OPEN);

    cells.clear();
    assertThat(card().answer(Question.NOISE_AT_CHANCE).says()).isEqualTo(Says.NOT_ASKED);
  }

  @Test
  void matchingDecidesByItsInterval() {
    everythingSpeaksForTheScore();
    discrimination.add(matched("permuted", 0.45, 0.55));
    assertThat(card().answer(Question.MATCHED).says()).isEqualTo(Says.OPEN);

    discrimination.add(matched("permuted", 0.3, 0.4));
    assertThat(card().answer(Question.MATCHED).says()).isEqualTo(Says.NO);
  }

  @Test
  void aNullThatCannotBeMatchedLeavesItOpen() {
    everythingSpeaksForTheScore();
    discrimination.add(matched("permuted", Double.NaN, Double.NaN));
    assertThat(card().answer(Question.MATCHED).says()).isEqualTo(Says.OPEN);
    assertThat(card().answer(Question.MATCHED).detail()).contains("permuted");

    discrimination.remove(0);
    assertThat(card().answer(Question.MATCHED).says()).isEqualTo(Says.OPEN);

    discrimination.add(matched("rerandomized-incl-embeddings", 0.3, 0.4));
    assertThat(card().answer(Question.MATCHED).says()).isEqualTo(Says.NO);
  }

  @Test
  void equalReconstructionCountsWhereAStudyHasIt() {
    everythingSpeaksForTheScore();
    equal.add(atEqual(MetricId.R2_GLOBAL_CENTERED, 0.03, 0.01, ""));
    equal.add(atEqual(MetricId.L0_MEAN, Double.NaN, 0, "out of reach"));
    assertThat(card().answer(Question.MATCHED).says()).isEqualTo(Says.YES);

    equal.set(0, atEqual(MetricId.R2_GLOBAL_CENTERED, 0.03, 0.04, ""));
    assertThat(card().answer(Question.MATCHED).says()).isEqualTo(Says.OPEN);
    assertThat(card().answer(Question.MATCHED).detail())
        .isEqualTo("at equal R², trained minus step0 is 0.030 [-0.010, 0.070]");

    equal.set(0, atEqual(MetricId.R2_GLOBAL_CENTERED, -0.03, 0.01, ""));
    assertThat(card().answer(Question.MATCHED).says()).isEqualTo(Says.NO);

    equal.set(0, atEqual(MetricId.R2_GLOBAL_CENTERED, Double.NaN, 0, "out of reach"));
    assertThat(card().answer(Question.MATCHED).says()).isEqualTo(Says.OPEN);
    assertThat(card().answer(Question.MATCHED).detail()).contains("equal R²: out of reach");
  }

  @Test
  void aControlOffChanceIsANo() {
    everythingSpeaksForTheScore();
    checks.clear();
    checks.add(shuffled(false));

    assertThat(card().answer(Question.SHUFFLED_AT_CHANCE).says()).isEqualTo(Says.NO);
  }

  @Test
  void withoutAWeightNullThereIsNoCard() {
    verdicts.add(verdict(SCORE, "control", Conclusion.TRAINED_BETTER));

    assertThat(new TrustQuestions(verdicts, cells, checks, discrimination, equal).cards())
        .isEmpty();
  }
}
