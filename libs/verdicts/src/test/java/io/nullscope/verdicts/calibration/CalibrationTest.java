package io.nullscope.verdicts.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The table of the design (verdicts.md, section 11) with fewer repetitions; {@code
 * benchmarks/run.sh verdicts.CalibrationTable} prints it with 20,000.
 */
class CalibrationTest {

  private static final int REPETITIONS = 3000;
  private static final Calibration CALIBRATION = new Calibration(REPETITIONS, 20260101);
  private static final Calibration SMALL = new Calibration(600, 20260102);

  /** Four binomial standard errors, and what the design's two digits leave open. */
  private static void agrees(double rate, double design, int repetitions) {
    double tolerance = 4 * Math.sqrt(Math.max(design * (1 - design), 0.002) / repetitions) + 0.005;
    assertThat(rate).isCloseTo(design, within(tolerance));
  }

  @ParameterizedTest
  @CsvSource({
    "SCORES, 1, 3, 0.20, 0.16, 0.18, 0.00",
    "SCORES, 1, 5, 0.21, 0.33, 0.12, 0.03",
    "SCORES, 1, 10, 0.21, 0.51, 0.08, 0.04",
    "SCORES, 3, 3, 0.38, 0.17, 0.19, 0.01",
    "SCORES, 3, 5, 0.38, 0.32, 0.12, 0.04",
    "SCORES, 3, 10, 0.38, 0.51, 0.08, 0.05",
    "SCORES_OF_400_LATENTS, 3, 3, 0.64, 0.17, 0.19, 0.04",
    "SCORES_OF_400_LATENTS, 3, 5, 0.64, 0.33, 0.12, 0.05",
    "SCORES_OF_400_LATENTS, 3, 10, 0.64, 0.51, 0.08, 0.05",
    "RECONSTRUCTION, 1, 2, 0.80, 0.09, 0.31, 0.02",
    "RECONSTRUCTION, 1, 3, 0.80, 0.17, 0.19, 0.05",
    "RECONSTRUCTION, 1, 5, 0.80, 0.33, 0.12, 0.05",
    "CROSS_ENTROPY, 1, 2, 0.74, 0.09, 0.30, 0.01",
    "CROSS_ENTROPY, 1, 3, 0.74, 0.17, 0.19, 0.05",
    "CROSS_ENTROPY, 1, 5, 0.74, 0.32, 0.12, 0.05",
    "L1, 1, 2, 0.92, 0.08, 0.30, 0.04",
    "L1, 1, 3, 0.92, 0.17, 0.19, 0.05",
    "L1, 1, 5, 0.92, 0.32, 0.12, 0.05"
  })
  void falsePositives(
      Profile profile,
      int seeds,
      int n,
      double units,
      double meanT,
      double normal,
      double floored) {
    agrees(rate(Rule.UNITS, profile, n, seeds), units, REPETITIONS);
    agrees(rate(Rule.MEAN_T, profile, n, seeds), meanT, REPETITIONS);
    agrees(rate(Rule.NORMAL, profile, n, seeds), normal, REPETITIONS);
    agrees(rate(Rule.PREDICTION_T, profile, n, seeds), 0.05, REPETITIONS);
    agrees(rate(Rule.FLOORED, profile, n, seeds), floored, REPETITIONS);
  }

  private static double rate(Rule rule, Profile profile, int draws, int seeds) {
    return CALIBRATION.falsePositives(rule, profile, draws, seeds);
  }

  @ParameterizedTest
  @CsvSource({
    "SCORES, 3, 0.79, 0.85", "SCORES, 10, 0.79, 0.82",
    "RECONSTRUCTION, 3, 0.20, 0.52", "RECONSTRUCTION, 10, 0.20, 0.40",
    "L1, 3, 0.08, 0.49", "L1, 10, 0.08, 0.39"
  })
  void coverageOfANewDraw(Profile profile, int n, double units, double hierarchical) {
    agrees(CALIBRATION.coverage(Rule.UNITS, profile, n), units, REPETITIONS);
    agrees(CALIBRATION.coverage(Rule.PREDICTION_T, profile, n), 0.95, REPETITIONS);
    agrees(SMALL.hierarchicalCoverage(profile, n), hierarchical, 600);
  }

  @ParameterizedTest
  @CsvSource({"SCORES, 0.88", "RECONSTRUCTION, 0.39", "L1, 0.13"})
  void anIntervalOverUnitsMissesTheMeanOfAllDraws(Profile profile, double coverage) {
    agrees(CALIBRATION.cellCoverage(profile), coverage, REPETITIONS);
  }

  @ParameterizedTest
  @CsvSource({"2, 0.02, 0.000", "3, 0.04, 0.005", "5, 0.05, 0.010", "10, 0.05, 0.010"})
  void moderatedScores(int n, double five, double one) {
    agrees(CALIBRATION.moderated(n, 1, 0.05), five, REPETITIONS);
    agrees(CALIBRATION.moderated(n, 1, 0.01), one, REPETITIONS);
  }

  @ParameterizedTest
  @CsvSource({"3, 0.00, 0.22", "5, 0.12, 0.44", "10, 0.42, 0.60"})
  void moderationGivesPowerToScores(int n, double floored, double moderated) {
    double level = 0.05 / Calibration.FAMILY;
    agrees(SMALL.flooredPower(n, 1, level, 6), floored, 600);
    agrees(SMALL.moderatedPower(n, 1, level, 6), moderated, 600);
  }

  @ParameterizedTest
  @CsvSource({"2, 0.00", "3, 0.02", "5, 0.05", "10, 0.06"})
  void anyFalseClaimOfOneNull(int n, double design) {
    agrees(SMALL.anyFalseClaim(n), design, 600);
  }

  @Test
  void unitsClaimThirtyOneDifferencesThatAreNone() {
    assertThat(new Calibration(100, 20260103).falseClaimsOfUnits(3)).isCloseTo(31, within(1.5));
  }

  @ParameterizedTest
  @CsvSource({"2, 10", "3, 3", "3, 10", "5, 3", "10, 3"})
  void atTheMarginEquivalentIsRare(int n, double margin) {
    assertThat(CALIBRATION.equivalentAtMargin(n, margin)).isLessThan(0.05 + 0.016);
  }

  @Test
  void moreDrawsDoNotRejectMore() {
    double three = rate(Rule.PREDICTION_T, Profile.RECONSTRUCTION, 3, 1);
    double twenty = rate(Rule.PREDICTION_T, Profile.RECONSTRUCTION, 20, 1);

    assertThat(twenty).isCloseTo(three, within(0.02));
    assertThat(rate(Rule.MEAN_T, Profile.RECONSTRUCTION, 20, 1)).isGreaterThan(0.5);
  }

  @Test
  void trainedWithFewerSeedsThanTheDrawsIsInvalid() {
    assertThat(CALIBRATION.unequalSeeds(Profile.SCORES, 5)).isGreaterThan(0.08);
  }

  @ParameterizedTest
  @CsvSource({"HEAVY_TAILED, 5", "HEAVY_TAILED, 10", "SKEWED, 5", "SKEWED, 10"})
  void drawsThatAreNotNormalAreTheLimit(Shape shape, int n) {
    Calibration many = new Calibration(REPETITIONS, 20260104);

    double rare = many.falsePositives(Rule.FLOORED, Profile.RECONSTRUCTION, n, 1, shape, 0.001);
    assertThat(rare).isLessThan(0.013);
    double five = many.falsePositives(Rule.FLOORED, Profile.RECONSTRUCTION, n, 1, shape, 0.05);
    assertThat(five).isBetween(0.03, 0.075);
  }
}
