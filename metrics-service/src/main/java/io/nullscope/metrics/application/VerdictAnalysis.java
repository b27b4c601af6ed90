package io.nullscope.metrics.application;

import io.nullscope.metrics.domain.Verdict;
import io.nullscope.study.StudySpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares trained with each null, metric by metric. The units are the draws of the null, or the
 * SAE seeds where the null is one model: never documents or latents. Variants are compared within
 * each SAE configuration; a configuration with something frozen is compared, on the trained
 * variant, with the one it is a null of. No null, configuration, hook point or secondary metric
 * plays a part in a verdict about others. Draws no random numbers.
 */
public final class VerdictAnalysis {

  private final StudySpec spec;
  private final List<CellUnits> cells;
  private final double unigramEntropy;

  /**
   * @param unigramEntropy of the evaluation text, in nats; NaN when it is not known
   */
  public VerdictAnalysis(StudySpec spec, List<CellUnits> cells, double unigramEntropy) {
    this.spec = spec;
    this.cells = cells;
    this.unigramEntropy = unigramEntropy;
  }

  /**
   * All verdicts: nulls among the variants before those among the SAEs; within each, by metric,
   * "all" before "slope" before the hook points.
   *
   * @param pause called again and again; what it throws ends the analysis
   */
  public List<Verdict> verdicts(Runnable pause) {
    ComparedCells compared = new ComparedCells(cells, pause);
    String first = spec.saes().get(0).name();
    List<Verdict> verdicts = new ArrayList<>();
    for (NullContrast contrast : NullContrast.of(spec)) {
      pause.run();
      // Cross-entropies without an SAE are the same under every configuration: compared once.
      boolean withoutSae = contrast.nullSae().isEmpty() && contrast.sae().equals(first);
      verdicts.addAll(
          new NullVerdicts(spec, compared, contrast, unigramEntropy).verdicts(withoutSae));
    }
    return verdicts;
  }
}
