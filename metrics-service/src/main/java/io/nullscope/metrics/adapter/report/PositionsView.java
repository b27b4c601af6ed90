package io.nullscope.metrics.adapter.report;

import io.nullscope.metrics.application.StudyResults;
import io.nullscope.metrics.domain.CellPositions;
import io.nullscope.study.CellKey;
import io.nullscope.study.PositionsSpec;
import io.nullscope.study.StudySpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which positions of the text the numbers are about.
 *
 * @param rule what is left out, in words
 * @param warnings one for each variant and hook point at which few positions hold nearly all
 * @param rows one for each variant, seed and hook point
 */
public record PositionsView(String rule, List<String> warnings, List<Row> rows) {

  /**
   * One variant at one hook point.
   *
   * @param training what is left out of the training tokens: share and reasons
   * @param evaluation of the evaluation tokens
   * @param interpretation of the interpretation tokens
   * @param topShare share of the squared norm in the longest 1 % of the rest
   */
  public record Row(
      VariantStyle variant,
      String hookPoint,
      String training,
      String evaluation,
      String interpretation,
      String topShare) {}

  static PositionsView of(StudyResults results, Map<String, VariantStyle> styles) {
    // The same for every SAE of a variant at a hook point.
    Map<String, CellPositions> positions = new LinkedHashMap<>();
    Map<String, CellKey> keys = new LinkedHashMap<>();
    for (StudyResults.Cell cell : results.cells()) {
      CellKey key = cell.record().key();
      String place = key.variant() + "/" + key.hookPoint();
      cell.record()
          .positions()
          .ifPresent(
              of -> {
                positions.putIfAbsent(place, of);
                keys.putIfAbsent(place, key);
              });
    }
    List<String> warnings = new ArrayList<>();
    List<Row> rows = new ArrayList<>();
    positions.forEach(
        (place, of) -> {
          CellKey key = keys.get(place);
          VariantStyle style = styles.get(key.variant().kind().id());
          rows.add(
              new Row(
                  style,
                  key.hookPoint().toString(),
                  leftOut(of, CellPositions.TRAINING),
                  leftOut(of, CellPositions.EVALUATION),
                  leftOut(of, CellPositions.INTERPRETATION),
                  percent(of.topPercentShare())));
          if (of.concentrated()) {
            warnings.add(warning(style, key, of));
          }
        });
    return new PositionsView(
        results.spec().map(StudySpec::positions).map(PositionsView::rule).orElse(""),
        warnings,
        rows);
  }

  private static String warning(VariantStyle style, CellKey key, CellPositions positions) {
    return "%s at %s: 1 %% of the evaluation positions hold %s of the squared norm."
        .formatted(style.label(), key.hookPoint(), percent(positions.topPercentShare()));
  }

  private static String leftOut(CellPositions positions, String split) {
    CellPositions.Split of = positions.splits().get(split);
    if (of == null || of.leftOut().isEmpty()) {
      return "none";
    }
    return of.leftOut().entrySet().stream()
        .map(reason -> reason.getKey() + " " + Numbers.count(reason.getValue()))
        .collect(Collectors.joining(", ", percent(of.leftOutShare()) + ": ", ""));
  }

  private static String rule(PositionsSpec spec) {
    List<String> parts = new ArrayList<>();
    if (spec.first() > 0) {
      parts.add(
          spec.first() == 1
              ? "the first position of each window"
              : "the first %d positions of each window".formatted(spec.first()));
    }
    if (spec.specialTokens()) {
      parts.add("special tokens");
    }
    if (!spec.tokens().isEmpty()) {
      parts.add("the tokens " + spec.tokens());
    }
    spec.maxNormMedians()
        .ifPresent(
            medians ->
                parts.add(
                    "positions with a norm above %s medians".formatted(Numbers.setting(medians))));
    return parts.isEmpty()
        ? "Every position counts."
        : "Left out of training, evaluation and interpretation alike: %s."
            .formatted(String.join(", ", parts));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }
}
