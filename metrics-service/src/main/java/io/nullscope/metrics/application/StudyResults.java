package io.nullscope.metrics.application;

import io.nullscope.metrics.domain.Verdict;
import io.nullscope.study.StudySpec;
import java.util.List;
import java.util.Optional;

/**
 * Everything that the result files of an ended study are made from.
 *
 * @param progress the study with its steps and failures; its state is not final yet
 * @param cells in the order of the plan
 * @param cards hook point by hook point, for some hook points
 */
public record StudyResults(
    StudyProgress progress,
    Provenance provenance,
    List<Cell> cells,
    List<Verdict> verdicts,
    List<Card> cards) {

  /** A cell with its latents, without their windows. */
  public record Cell(CellRecord record, List<LatentSummary> latents) {}

  /** A latent of a cell to look at. */
  public record Card(CellRecord cell, LatentCard card) {}

  public StudyRecord study() {
    return progress.study();
  }

  public Optional<StudySpec> spec() {
    return progress.study().spec();
  }
}
