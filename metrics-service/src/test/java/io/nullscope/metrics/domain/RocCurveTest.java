package io.nullscope.metrics.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
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
  void thinningKeepsEndsOrderAndShape() {
    RandomGenerator random = new SplitMix(11);
    double[] positives = random.doubles(3000).map(Math::sqrt).toArray();
    double[] negatives = random.doubles(2500).toArray();
    List<RocPoint> exact = RocCurve.exact(positives, negatives);
    List<RocPoint> thin = RocCurve.of(positives, negatives).points();
    assertThat(exact).hasSizeGreaterThan(5000);
    assertThat(thin).hasSizeBetween(150, RocCurve.MAX_POINTS);
    assertThat(thin.get(0)).isEqualTo(new RocPoint(0, 0));
    assertThat(thin.get(thin.size() - 1)).isEqualTo(new RocPoint(1, 1));
    assertThat(exact).containsAll(thin);
    for (int i = 1; i < thin.size(); i++) {
      assertThat(thin.get(i).falsePositiveRate())
          .isGreaterThanOrEqualTo(thin.get(i - 1).falsePositiveRate());
      assertThat(thin.get(i).truePositiveRate())
          .isGreaterThanOrEqualTo(thin.get(i - 1).truePositiveRate());
    }
    assertThat(area(thin)).isCloseTo(area(exact), within(0.002));
  }

  @Test
  void isEmptyWithoutBothClasses() {
    assertThat(RocCurve.of(new double[0], new double[] {1}).points()).isEmpty();
  }
}
