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
 * @param meaning what the variant is, for people who have not heard of it
 * @param color CSS colour
 * @param symbol ECharts symbol
 */
public record VariantStyle(String id, String label, String meaning, String color, String symbol) {

  static VariantStyle of(VariantKind kind, StudyProgress progress) {
    return switch (kind) {
      case TRAINED -> style(kind, "Trained", "the model as it was trained", "#0072B2", "circle");
      case RERANDOMIZED_INCL_EMBEDDINGS ->
          style(
              kind,
              "Re-randomised incl. embeddings",
              "every weight drawn anew at random, with its tensor's mean and spread",
              "#D55E00",
              "triangle");
      case RERANDOMIZED_EXCL_EMBEDDINGS ->
          style(
              kind,
              "Re-randomised excl. embeddings",
              "the same, but the token embeddings are kept",
              "#E69F00",
              "diamond");
      case STEP0 ->
          style(
              kind,
              fresh(progress) ? "Step 0 (fresh initialisation)" : "Step 0",
              fresh(progress)
                  ? "a fresh random initialisation of the same architecture"
                  : "the model before its first training step",
              "#009E73",
              "rect");
      case CONTROL ->
          style(
              kind,
              "Control (noise input)",
              "the trained weights, but random noise for the token embeddings",
              "#CC79A7",
              "emptyCircle");
    };
  }

  private static VariantStyle style(
      VariantKind kind, String label, String meaning, String color, String symbol) {
    return new VariantStyle(kind.id(), label, meaning, color, symbol);
  }

  /** A stand-in for a missing step-0 checkpoint must not be taken for one. */
  private static boolean fresh(StudyProgress progress) {
    return progress.steps().stream()
        .filter(step -> step.kind() == StepKind.VARIANT)
        .filter(step -> step.variant().kind() == VariantKind.STEP0)
        .anyMatch(step -> step.note().toLowerCase(Locale.ROOT).contains("fresh init"));
  }
}
