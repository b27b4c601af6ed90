package io.nullscope.metrics.application;

import io.nullscope.metrics.domain.LostAnswers;
import io.nullscope.metrics.domain.PromptText;
import io.nullscope.metrics.domain.Verdict;
import io.nullscope.study.StatisticsSpec;
import io.nullscope.study.StudySpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that the result files of an ended study are made from.
 *
 * @param progress the study with its steps and failures; its state is not final yet
 * @param cells in the order of the plan
 * @param cards hook point by hook point, for some hook points
 * @param variantScores per-latent metrics of each variant over all its hook points and seeds
 * @param discrimination how well scores of single latents tell trained from each null
 * @param equalReconstruction scores of trained against each null at equal reconstruction; empty for
 *     a single sparsity
 * @param prompts every prompt that any cell used
 */
public record StudyResults(
    StudyProgress progress,
    Provenance provenance,
    List<Cell> cells,
    List<Verdict> verdicts,
    List<Card> cards,
    List<VariantScore> variantScores,
    List<ScoreDiscrimination> discrimination,
    List<EqualReconstruction> equalReconstruction,
    List<PromptText> prompts) {

  /**
   * A cell with its latents, without their windows.
   *
   * @param languageModel name of the language model that was asked; "" when none was
   */
  public record Cell(CellRecord record, List<LatentSummary> latents, String languageModel) {}

  /** A latent of a cell to look at. */
  public record Card(CellRecord cell, LatentCard card) {}

  /** Cells whose metrics were not all made in steps, with the ids of those that were not. */
  public List<CellRecord> compared() {
    return cells.stream()
        .map(Cell::record)
        .filter(record -> record.metricsIds().containsKey(MetricGroup.DICTIONARY))
        .toList();
  }

  /** Whether the controls are where they must be. */
  public List<ControlCheck> checks() {
    return ControlCheck.of(
        variantScores, spec().map(StudySpec::statistics).orElse(StatisticsSpec.DEFAULT).margins());
  }

  /** Which scores may be trusted on this model. */
  public List<TrustCard> trust() {
    return TrustCard.of(this);
  }

  /** What language models did not answer. */
  public LostAnswers lostAnswers() {
    return LostAnswers.of(cells.stream().map(cell -> cell.record().counts().usage()).toList());
  }

  public StudyRecord study() {
    return progress.study();
  }

  public Optional<StudySpec> spec() {
    return progress.study().spec();
  }

  /** What the verdicts of each SAE configuration say together; only where there are scores. */
  public Map<String, Headline> headlines() {
    return Headline.of(verdicts);
  }
}
