package io.nullscope.metrics.adapter.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.nullscope.metrics.application.StudyAttempt;
import io.nullscope.metrics.application.StudyResults;
import io.nullscope.metrics.fixtures.FinishedStudy;
import io.nullscope.metrics.fixtures.Studies;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** WCAG's ratios between the colours of the style sheet: 4.5 to 1 for texts, 3 to 1 for marks. */
class ContrastTest {

  private static final Pattern PROPERTY = Pattern.compile("--([a-z0-9-]+): (#[0-9a-f]{6})");

  /** The properties of the light style sheet, or of the dark one. */
  private static Map<String, String> properties(boolean dark) {
    String css = css();
    int from = dark ? css.indexOf(":root:not(.printed)") : css.indexOf(":root");
    return PROPERTY
        .matcher(css.substring(from, css.indexOf('}', from)))
        .results()
        .collect(Collectors.toMap(m -> m.group(1), m -> m.group(2)));
  }

  private static String css() {
    try (InputStream in = ContrastTest.class.getResourceAsStream("/report/report.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void textsStandOut(boolean dark) {
    Map<String, String> colors = properties(dark);
    for (String background : List.of("bg", "panel")) {
      for (String text : List.of("text", "dim", "separates", "warning")) {
        assertContrast(4.5, text, colors.get(text), colors.get(background));
      }
    }
    for (String word : List.of("separates", "equivalent")) {
      assertContrast(4.5, word, colors.get(word), colors.get(word + "-bg"));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void marksAndControlsStandOut(boolean dark) {
    Map<String, String> colors = properties(dark);
    for (String background : List.of("bg", "panel")) {
      for (String mark : List.of("control", "focus")) {
        assertContrast(3, mark, colors.get(mark), colors.get(background));
      }
      IntStream.range(0, 6)
          .mapToObj("sae-null-%d"::formatted)
          .forEach(mark -> assertContrast(3, mark, colors.get(mark), colors.get(background)));
    }
  }

  @Test
  void marksOfVariantsStandOut() {
    for (VariantStyle variant : everyVariant()) {
      Map<Boolean, Function<Swatch, String>> sides =
          Map.of(false, Swatch::light, true, Swatch::dark);
      sides.forEach(
          (dark, side) -> {
            for (String background : List.of("bg", "panel")) {
              String behind = properties(dark).get(background);
              assertContrast(3, variant.id(), side.apply(variant.swatch()), behind);
            }
          });
    }
  }

  private static List<VariantStyle> everyVariant() {
    FinishedStudy finished =
        new FinishedStudy(
            new StudyAttempt(
                "study-1",
                1,
                Studies.spec(
                    "nulls",
                    "trained, rerandomized-incl-embeddings, rerandomized-excl-embeddings, step0,"
                        + " control, permuted, spectrum, cascading-top-1, cascading-top-0,"
                        + " cascading-bottom-0, cascading-bottom-1, token-shuffled")));
    StudyResults results =
        new StudyResults(
            finished.run(),
            null,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of());
    return ReportPage.styles(results);
  }

  private static void assertContrast(double least, String what, String front, String behind) {
    assertThat(ratio(front, behind))
        .as("%s: %s on %s", what, front, behind)
        .isGreaterThanOrEqualTo(least);
  }

  private static double ratio(String one, String other) {
    double a = luminance(one) + 0.05;
    double b = luminance(other) + 0.05;
    return Math.max(a, b) / Math.min(a, b);
  }

  private static double luminance(String color) {
    double[] weights = {0.2126, 0.7152, 0.0722};
    List<Double> channels =
        Pattern.compile("[0-9A-Fa-f]{2}")
            .matcher(color)
            .results()
            .map(MatchResult::group)
            .map(hex -> Integer.parseInt(hex, 16) / 255.0)
            .map(c -> c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4))
            .toList();
    return IntStream.range(0, 3).mapToDouble(i -> weights[i] * channels.get(i)).sum();
  }

  @Test
  void ratiosAreThoseOfTheStandard() {
    assertThat(ratio("#000000", "#FFFFFF")).isEqualTo(21);
    assertThat(ratio("#777777", "#FFFFFF")).isBetween(4.47, 4.48);
  }
}
