package io.nullscope.metrics.adapter.report;

import io.nullscope.metrics.application.StudyProgress;
import io.nullscope.study.StepKind;
import io.nullscope.study.VariantKind;
import java.util.Locale;

/**
 * How a variant looks everywhere in the report. Colours are those of Okabe and Ito, which people
 * with any kind of colour vision can tell apart; the symbol says the same once more.
 *
 * @param id variant id, e.g. "step0"
 * @param label for people
 * @param color CSS colour
 * @param symbol ECharts symbol
 */
public record VariantStyle(String id, String label, String color, String symbol) {

  static VariantStyle of(VariantKind kind, StudyProgress progress) {
    return switch (kind) {
      case TRAINED -> style(kind, "Trained", "#0072B2", "circle");
      case RERANDOMIZED_INCL_EMBEDDINGS ->
          style(kind, "Re-randomised incl. embeddings", "#D55E00", "triangle");
      case RERANDOMIZED_EXCL_EMBEDDINGS ->
          style(kind, "Re-randomised excl. embeddings", "#E69F00", "diamond");
      case STEP0 ->
          style(
              kind,
              fresh(progress) ? "Step 0 (fresh initialisation)" : "Step 0",
              "#009E73",
              "rect");
      case CONTROL -> style(kind, "Control (noise input)", "#CC79A7", "emptyCircle");
    };
  }

  private static VariantStyle style(VariantKind kind, String label, String color, String symbol) {
    return new VariantStyle(kind.id(), label, color, symbol);
  }

  /** A stand-in for a missing step-0 checkpoint must not be taken for one. */
  private static boolean fresh(StudyProgress progress) {
    return progress.steps().stream()
        .filter(step -> step.kind() == StepKind.VARIANT)
        .filter(step -> step.variant().kind() == VariantKind.STEP0)
        .anyMatch(step -> step.note().toLowerCase(Locale.ROOT).contains("fresh init"));
  }
}
