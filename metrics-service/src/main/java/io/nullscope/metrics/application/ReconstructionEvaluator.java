package io.nullscope.metrics.application;

import io.nullscope.metrics.domain.CellPositions;
import io.nullscope.metrics.domain.DocumentSums;
import io.nullscope.metrics.domain.ProbedLatent;
import io.nullscope.metrics.domain.Proportion;
import io.nullscope.study.CellKey;
import java.util.List;

/**
 * Runs a variant on the evaluation tokens, as it is, with the SAE's reconstruction and with zeros
 * at the hook point, and intervenes on some of its latents. A port.
 */
public interface ReconstructionEvaluator {

  /** The artifacts of a cell. */
  record Cell(
      StudyAttempt study,
      CellKey key,
      String variantId,
      String tokensId,
      String positionsId,
      String saeId) {}

  /**
   * What came out.
   *
   * @param documents ascending by document; the same documents for every variant of a study
   * @param alive latents that fired at least once, of all F
   * @param positions what of the tokens counts
   * @param probed latents on which was intervened; empty when the study asks for none
   */
  record Evaluation(
      List<DocumentSums> documents,
      Proportion alive,
      CellPositions positions,
      List<ProbedLatent> probed) {}

  Evaluation evaluate(Cell cell);
}
