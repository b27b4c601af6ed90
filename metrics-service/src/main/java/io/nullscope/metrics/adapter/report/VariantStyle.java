package io.nullscope.metrics.adapter.report;

import io.nullscope.metrics.application.StudyProgress;
import io.nullscope.study.StepKind;
import io.nullscope.study.VariantKind;
import java.util.List;
import java.util.Locale;

/**
 * How a variant looks everywhere in the report. Colours of the paper's variants are those of Okabe
 * and Ito, which people with any kind of colour vision can tell apart, darker on white and lighter
 * on black where they would not stand out; the symbol says the same once more.
 *
 * @param id variant id, e.g. "step0"
 * @param label for people
 * @param meaning what the variant is, for people who have not heard of it
 * @param swatch its colour
 * @param symbol ECharts symbol
 */
public record VariantStyle(String id, String label, String meaning, Swatch swatch, String symbol) {

  private static final Shades CASCADE_TOP =
      new Shades(new Swatch("#7B4FA3", "#B79AD6"), new Swatch("#9C76C4", "#9169BD"));
  private static final Shades CASCADE_BOTTOM =
      new Shades(new Swatch("#8C4A1F", "#D2A676"), new Swatch("#B07C45", "#A9703C"));

  /** The colour, for the style sheet and style attributes. */
  public String color() {
    return "var(" + property() + ")";
  }

  /** The custom property that holds the colour. */
  String property() {
    return "--variant-" + id;
  }

  static VariantStyle of(VariantKind kind, StudyProgress progress) {
    return switch (kind.treatment()) {
      case TRAINED ->
          style(
              kind,
              "Trained",
              "the model as it was trained",
              new Swatch("#0072B2", "#3D9BE0"),
              "circle");
      case RERANDOMIZED_INCL_EMBEDDINGS ->
          style(
              kind,
              "Re-randomised incl. embeddings",
              "every weight drawn anew at random, with the mean and spread of the trained ones",
              new Swatch("#D55E00", "#F07A24"),
              "triangle");
      case RERANDOMIZED_EXCL_EMBEDDINGS ->
          style(
              kind,
              "Re-randomised excl. embeddings",
              "the same, but the token embeddings are kept",
              new Swatch("#B07A00", "#E69F00"),
              "diamond");
      case STEP0 ->
          style(
              kind,
              fresh(progress) ? "Step 0 (fresh initialisation)" : "Step 0",
              fresh(progress)
                  ? "a fresh random initialisation of the same architecture"
                  : "the model before its first training step",
              new Swatch("#00875F", "#1DB68A"),
              "rect");
      case CONTROL ->
          style(
              kind,
              "Control (noise input)",
              "the trained weights, but random noise for the token embeddings",
              new Swatch("#B8558E", "#DD92BC"),
              "emptyCircle");
      case PERMUTED ->
          style(
              kind,
              "Permuted",
              "the entries of each weight tensor in random order",
              new Swatch("#2B8FC9", "#7CCBF5"),
              "emptyRect");
      case SPECTRUM ->
          style(
              kind,
              "Spectrum",
              "the singular values of each weight matrix with random singular vectors",
              new Swatch("#7F7F24", "#B5B54A"),
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
              new Swatch("#777777", "#A6A6A6"),
              "roundRect");
    };
  }

  /** The longest and the shortest cascade of a study, and shades between for the others. */
  private record Shades(Swatch from, Swatch to) {

    Swatch at(double share) {
      return new Swatch(
          between(from.light(), to.light(), share), between(from.dark(), to.dark(), share));
    }

    private static String between(String from, String to, double share) {
      int start = Integer.decode(from);
      int end = Integer.decode(to);
      int color = 0;
      for (int shift = 16; shift >= 0; shift -= 8) {
        int low = start >> shift & 0xFF;
        int high = end >> shift & 0xFF;
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
      VariantKind kind, String label, String meaning, Swatch swatch, String symbol) {
    return new VariantStyle(kind.id(), label, meaning, swatch, symbol);
  }

  /** A stand-in for a missing step-0 checkpoint must not be taken for one. */
  private static boolean fresh(StudyProgress progress) {
    return progress.steps().stream()
        .filter(step -> step.kind() == StepKind.VARIANT)
        .filter(step -> step.variant().kind().equals(VariantKind.STEP0))
        .anyMatch(step -> step.note().toLowerCase(Locale.ROOT).contains("fresh init"));
  }
}
