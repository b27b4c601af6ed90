package io.nullscope.benchmarks.verdicts;

import io.nullscope.benchmarks.Arguments;
import io.nullscope.verdicts.calibration.Calibration;
import io.nullscope.verdicts.calibration.Profile;
import io.nullscope.verdicts.calibration.Rule;
import io.nullscope.verdicts.calibration.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Prints the error rates of the verdicts as Markdown, "measured (design)": {@code --repetitions N
 * --seed N}.
 */
public final class CalibrationTable {

  private static final List<Rule> RULES = Arrays.asList(Rule.values());

  private final Calibration calibration;
  private final Calibration slow;

  private CalibrationTable(int repetitions, long seed) {
    this.calibration = new Calibration(repetitions, seed);
    // A bootstrap or a whole study in each repetition: a tenth is enough for two digits.
    this.slow = new Calibration(Math.max(1, repetitions / 10), seed);
  }

  public static void main(String... args) {
    Arguments arguments = Arguments.of(args);
    CalibrationTable table =
        new CalibrationTable(
            arguments.integer("repetitions", 20_000), arguments.integer("seed", 20260101));
    table.falsePositives();
    table.coverage();
    table.scores();
    table.others();
  }

  /** A row of the design. */
  private record Design(Profile profile, int seeds, int draws, List<Double> rates) {}

  private void falsePositives() {
    row("profile, SAE seeds", "n", RULES.stream().map(Rule::label).toArray());
    separator(2 + RULES.size());
    for (Design design : DESIGN) {
      Object[] cells =
          RULES.stream()
              .map(
                  rule ->
                      both(
                          calibration.falsePositives(
                              rule, design.profile(), design.draws(), design.seeds()),
                          design.rates().get(RULES.indexOf(rule))))
              .toArray();
      row(design.profile().label() + ", " + design.seeds(), design.draws(), cells);
    }
    System.out.println();
  }

  private void coverage() {
    row("coverage of a new draw, 95 %", "n", "units", "hierarchical bootstrap", "prediction-t");
    separator(5);
    coverage(Profile.SCORES, 3, 0.79, 0.85);
    coverage(Profile.SCORES, 10, 0.79, 0.82);
    coverage(Profile.RECONSTRUCTION, 3, 0.20, 0.52);
    coverage(Profile.RECONSTRUCTION, 10, 0.20, 0.40);
    coverage(Profile.L1, 3, 0.08, 0.49);
    coverage(Profile.L1, 10, 0.08, 0.39);
    System.out.println();
  }

  private void coverage(Profile profile, int draws, double units, double hierarchical) {
    row(
        profile.label(),
        draws,
        both(calibration.coverage(Rule.UNITS, profile, draws), units),
        both(slow.hierarchicalCoverage(profile, draws), hierarchical),
        both(calibration.coverage(Rule.PREDICTION_T, profile, draws), 0.95));
  }

  private void scores() {
    row(
        "scores, moderated, n",
        "P(p < .05)",
        "P(p < .01)",
        "P(p < .05), 3 SAE seeds",
        "power at 6 se of one SAE, floored",
        "moderated");
    separator(6);
    scores(2, 0.02, 0.000, Double.NaN, Double.NaN);
    scores(3, 0.04, 0.005, 0.00, 0.22);
    scores(5, 0.05, 0.010, 0.12, 0.44);
    scores(10, 0.05, 0.010, 0.42, 0.60);
    System.out.println();
  }

  private void scores(int n, double five, double one, double floored, double moderated) {
    double level = 0.05 / Calibration.FAMILY;
    row(
        n,
        both(calibration.moderated(n, 1, 0.05), five),
        both(calibration.moderated(n, 1, 0.01), one),
        both(calibration.moderated(n, 3, 0.05), Double.NaN),
        both(calibration.flooredPower(n, 1, level, 6), floored),
        both(calibration.moderatedPower(n, 1, level, 6), moderated));
  }

  private void others() {
    row("check", "measured (design)");
    separator(2);
    check(
        "a cell's unit interval over the mean of all draws: scores, reconstruction, L1",
        both(calibration.cellCoverage(Profile.SCORES), 0.88),
        both(calibration.cellCoverage(Profile.RECONSTRUCTION), 0.39),
        both(calibration.cellCoverage(Profile.L1), 0.13));
    check(
        "false claims of a study of three nulls, units, of 165",
        both(new Calibration(500, calibration.seed()).falseClaimsOfUnits(3), 31));
    check(
        "any false claim of one null, n = 2, 3, 5, 10",
        both(calibration.anyFalseClaim(2), 0.00),
        both(calibration.anyFalseClaim(3), 0.02),
        both(calibration.anyFalseClaim(5), 0.05),
        both(calibration.anyFalseClaim(10), 0.06));
    check(
        "EQUIVALENT at a true difference of one margin (3 sd), n = 3, 5, 10",
        both(calibration.equivalentAtMargin(3, 3), 0.05),
        both(calibration.equivalentAtMargin(5, 3), 0.05),
        both(calibration.equivalentAtMargin(10, 3), 0.05));
    check(
        "trained with 1 SAE seed, 5 draws with 3, P(p < .05) of scores",
        both(calibration.unequalSeeds(Profile.SCORES, 5), Double.NaN));
    check(
        "P(p < .001) of reconstruction, heavy tails, n = 5, 10",
        both(rare(Shape.HEAVY_TAILED, 5), Double.NaN),
        both(rare(Shape.HEAVY_TAILED, 10), Double.NaN));
    check(
        "the same, skewness 2, n = 5, 10",
        both(rare(Shape.SKEWED, 5), Double.NaN),
        both(rare(Shape.SKEWED, 10), Double.NaN));
  }

  private static void check(String what, String... rates) {
    row(what, String.join(" / ", rates));
  }

  private double rare(Shape shape, int draws) {
    return calibration.falsePositives(Rule.FLOORED, Profile.RECONSTRUCTION, draws, 1, shape, 0.001);
  }

  private static String both(double measured, double design) {
    String format = measured < 0.02 ? "%.4f" : "%.3f";
    String text = String.format(Locale.ROOT, format, measured);
    return Double.isNaN(design) ? text : text + String.format(Locale.ROOT, " (%.2f)", design);
  }

  private static void row(Object first, Object second, Object... rest) {
    System.out.println(
        Stream.concat(Stream.of(first, second), Arrays.stream(rest))
            .map(String::valueOf)
            .collect(Collectors.joining(" | ", "| ", " |")));
  }

  private static void separator(int columns) {
    System.out.println("|" + " --- |".repeat(columns));
  }

  private static final List<Design> DESIGN =
      List.of(
          design(Profile.SCORES, 1, 3, 0.20, 0.16, 0.18, 0.00),
          design(Profile.SCORES, 1, 5, 0.21, 0.33, 0.12, 0.03),
          design(Profile.SCORES, 1, 10, 0.21, 0.51, 0.08, 0.04),
          design(Profile.SCORES, 3, 3, 0.38, 0.17, 0.19, 0.01),
          design(Profile.SCORES, 3, 5, 0.38, 0.32, 0.12, 0.04),
          design(Profile.SCORES, 3, 10, 0.38, 0.51, 0.08, 0.05),
          design(Profile.SCORES_OF_400_LATENTS, 3, 3, 0.64, 0.17, 0.19, 0.04),
          design(Profile.SCORES_OF_400_LATENTS, 3, 5, 0.64, 0.33, 0.12, 0.05),
          design(Profile.SCORES_OF_400_LATENTS, 3, 10, 0.64, 0.51, 0.08, 0.05),
          design(Profile.RECONSTRUCTION, 1, 2, 0.80, 0.09, 0.31, 0.02),
          design(Profile.RECONSTRUCTION, 1, 3, 0.80, 0.17, 0.19, 0.05),
          design(Profile.RECONSTRUCTION, 1, 5, 0.80, 0.33, 0.12, 0.05),
          design(Profile.CROSS_ENTROPY, 1, 2, 0.74, 0.09, 0.30, 0.01),
          design(Profile.CROSS_ENTROPY, 1, 3, 0.74, 0.17, 0.19, 0.05),
          design(Profile.CROSS_ENTROPY, 1, 5, 0.74, 0.32, 0.12, 0.05),
          design(Profile.L1, 1, 2, 0.92, 0.08, 0.30, 0.04),
          design(Profile.L1, 1, 3, 0.92, 0.17, 0.19, 0.05),
          design(Profile.L1, 1, 5, 0.92, 0.32, 0.12, 0.05));

  private static Design design(
      Profile profile,
      int seeds,
      int draws,
      double units,
      double meanT,
      double normal,
      double floored) {
    return new Design(profile, seeds, draws, List.of(units, meanT, normal, 0.05, floored));
  }
}
