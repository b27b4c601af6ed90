package io.nullscope.metrics.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RocCurveTest {

  static double area(List<RocPoint> points) {
    double area = 0;
    for (int i = 1; i < points.size(); i++) {
      RocPoint a = points.get(i - 1);
      RocPoint b = points.get(i);
      area +=
          (b.falsePositiveRate() - a.falsePositiveRate())
              * (a.truePositiveRate() + b.truePositiveRate())
              / 2;
    }
    return area;
  }

  @Test
  void areaUnderExactPointsIsTheAurocWithMidRanks() {
    RandomGenerator random = new SplitMix(3);
    for (int levels : new int[] {1, 2, 5, 1_000_000}) {
      double[] positives = AurocTest.tiedScores(40, levels, random);
      double[] negatives = AurocTest.tiedScores(60, levels, random);
      assertThat(area(RocCurve.exact(positives, negatives)))
          .isCloseTo(AurocTest.oracle(positives, negatives), within(1e-12));
    }
  }

  @Test
  void knownCurve() {
    assertThat(RocCurve.of(new double[] {3, 1}, new double[] {2, 1}).points())
        .containsExactly(
            new RocPoint(0, 0), new RocPoint(0, 0.5), new RocPoint(0.5, 0.5), new RocPoint(1, 1));
  }

  @Test
  void areaUnderThinnedPointsIsTheAuroc() {
    SplitMix random = new SplitMix(11);
    for (int trial = 0; trial < 200; trial++) {
      Scores scores = Scores.draw(random);
      List<RocPoint> exact = RocCurve.exact(scores.positives, scores.negatives);
      List<RocPoint> thin = RocCurve.of(scores.positives, scores.negatives).points();
      String which = "trial %d, %s, %d points".formatted(trial, scores.what, exact.size());

      assertThat(area(thin))
          .as(which)
          .isCloseTo(AurocTest.oracle(scores.positives, scores.negatives), within(1e-4));
      assertThat(thin).as(which).hasSize(Math.min(exact.size(), RocCurve.MAX_POINTS));
      assertThat(thin.get(0)).isEqualTo(new RocPoint(0, 0));
      assertThat(thin.get(thin.size() - 1)).isEqualTo(new RocPoint(1, 1));
      assertThat(new HashSet<>(exact).containsAll(thin)).as(which).isTrue();
      for (int i = 1; i < thin.size(); i++) {
        RocPoint a = thin.get(i - 1);
        RocPoint b = thin.get(i);
        assertThat(b.falsePositiveRate()).as(which).isGreaterThanOrEqualTo(a.falsePositiveRate());
        assertThat(b.truePositiveRate()).as(which).isGreaterThanOrEqualTo(a.truePositiveRate());
      }
    }
  }

  @Test
  void thinnedCurveStaysCloseToTheExactOneEverywhere() {
    SplitMix random = new SplitMix(5);
    for (int trial = 0; trial < 20; trial++) {
      Scores scores = Scores.draw(random);
      List<RocPoint> thin = RocCurve.of(scores.positives, scores.negatives).points();
      for (RocPoint point : RocCurve.exact(scores.positives, scores.negatives)) {
        assertThat(distance(thin, point)).as(scores.what).isLessThan(0.02);
      }
    }
  }

  /** How far a point lies from a polygon. */
  private static double distance(List<RocPoint> polygon, RocPoint point) {
    double nearest = Double.POSITIVE_INFINITY;
    for (int i = 1; i < polygon.size(); i++) {
      RocPoint a = polygon.get(i - 1);
      RocPoint b = polygon.get(i);
      double dx = b.falsePositiveRate() - a.falsePositiveRate();
      double dy = b.truePositiveRate() - a.truePositiveRate();
      double px = point.falsePositiveRate() - a.falsePositiveRate();
      double py = point.truePositiveRate() - a.truePositiveRate();
      double at = Math.max(0, Math.min(1, (px * dx + py * dy) / (dx * dx + dy * dy)));
      nearest = Math.min(nearest, Math.hypot(px - at * dx, py - at * dy));
    }
    return nearest;
  }

  /** Scores as judges give them: continuous, in steps, mostly 0, and of classes of any sizes. */
  private record Scores(String what, double[] positives, double[] negatives) {

    static Scores draw(SplitMix random) {
      int kind = random.nextInt(5);
      double skill = 0.2 + 3 * random.nextDouble();
      double[] positives =
          random.doubles(100 + random.nextInt(1500)).map(u -> Math.pow(u, 1 / skill)).toArray();
      double[] negatives = random.doubles(20 + random.nextInt(1500)).toArray();
      UnaryOperator<double[]> scored =
          scores -> Arrays.stream(scores).map(u -> score(kind, u, random)).toArray();
      return new Scores("kind " + kind, scored.apply(positives), scored.apply(negatives));
    }

    private static double score(int kind, double u, SplitMix random) {
      return switch (kind) {
        case 0 -> u;
        case 1 -> Math.round(4 * u) / 4.0; // grades
        case 2 -> Math.round(700 * u) / 700.0;
        case 3 -> u < 0.6 ? 0 : u; // lexical: no word of the explanation in most windows
        default -> random.nextInt(4) == 0 ? u : Math.round(20 * u) / 20.0;
      };
    }
  }

  @Test
  void isEmptyWithoutBothClasses() {
    assertThat(RocCurve.of(new double[0], new double[] {1}).points()).isEmpty();
  }
}
