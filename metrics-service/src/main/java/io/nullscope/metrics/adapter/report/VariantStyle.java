package io.nullscope.metrics.adapter.report;

import io.nullscope.metrics.application.StudyProgress;
import io.nullscope.study.StepKind;
import io.nullscope.study.VariantKind;
import java.util.List;
import java.util.Locale;

/**
 * How a variant looks everywhere in the report. Colours of the paper's variants are those of Okabe
 * and Ito, which people with any kind of colour vision can tell apart; the symbol says the same
 * once more.
 *
 * @param id variant id, e.g. "step0"
 * @param label for people
 * @param meaning what the variant is, for people who have not heard of it
 * @param color CSS colour
 * @param symbol ECharts symbol
 */
public record VariantStyle(String id, String label, String meaning, String color, String symbol) {

  private static final Shades CASCADE_TOP = new Shades(0x7B4FA3, 0xB79AD6);
  private static final Shades CASCADE_BOTTOM = new Shades(0x8C4A1F, 0xC79A6B);

  static VariantStyle of(VariantKind kind, StudyProgress progress) {
    return switch (kind.treatment()) {
      case TRAINED -> style(kind, "Trained", "the model as it was trained", "#0072B2", "circle");
      case RERANDOMIZED_INCL_EMBEDDINGS ->
          style(
              kind,
              "Re-randomised incl. embeddings",
              "every weight drawn anew at random, with the mean and spread of the trained ones",
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
      case PERMUTED ->
          style(
              kind,
              "Permuted",
              "the entries of each weight tensor in random order",
              "#56B4E9",
              "emptyRect");
      case SPECTRUM ->
          style(
              kind,
              "Spectrum",
              "the singular values of each weight matrix with random singular vectors",
              "#999933",
              "emptyDiamond");
      case CASCADING_TOP ->
          style(
              kind,
              "Cascading, top " + kind.layer().orElseThrow(),
              "weights drawn anew from layer %d to the end; the layers below are as trained"
                  .formatted(kind.layer().orElseThrow()),
              CASCADE_TOP.at(rank(kind, progress)),
              "emptyTriangle");
      case CASCADING_BOTTOM ->
          style(
              kind,
              "Cascading, bottom " + kind.layer().orElseThrow(),
              "weights drawn anew from the embeddings to layer %d; the layers above are as trained"
                  .formatted(kind.layer().orElseThrow()),
              CASCADE_BOTTOM.at(rank(kind, progress)),
              "arrow");
      case TOKEN_SHUFFLED ->
          style(
              kind,
              "Token-shuffled",
              "the trained weights, on text whose tokens are in random order",
              "#888888",
              "roundRect");
    };
  }

  /** The longest and the shortest cascade of a study, and shades between for the others. */
  private record Shades(int from, int to) {

    String at(double share) {
      int color = 0;
      for (int shift = 16; shift >= 0; shift -= 8) {
        int low = from >> shift & 0xFF;
        int high = to >> shift & 0xFF;
        color |= (int) Math.round(low + share * (high - low)) << shift;
      }
      return "#%06X".formatted(color);
    }
  }

  /** Where the kind stands among the study's cascades of its direction: 0 first, 1 last. */
  private static double rank(VariantKind kind, StudyProgress progress) {
    List<Integer> layers =
        progress.steps().stream()
            .map(step -> step.variant().kind())
            .filter(other -> other.treatment() == kind.treatment())
            .map(other -> other.layer().orElseThrow())
            .distinct()
            .sorted()
            .toList();
    int place = layers.indexOf(kind.layer().orElseThrow());
    return place <= 0 ? 0 : place / (layers.size() - 1.0);
  }

  private static VariantStyle style(
      VariantKind kind, String label, String meaning, String color, String symbol) {
    return new VariantStyle(kind.id(), label, meaning, color, symbol);
  }

  /** A stand-in for a missing step-0 checkpoint must not be taken for one. */
  private static boolean fresh(StudyProgress progress) {
    return progress.steps().stream()
        .filter(step -> step.kind() == StepKind.VARIANT)
        .filter(step -> step.variant().kind().equals(VariantKind.STEP0))
        .anyMatch(step -> step.note().toLowerCase(Locale.ROOT).contains("fresh init"));
  }
}
