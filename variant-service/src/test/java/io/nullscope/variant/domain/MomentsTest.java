package io.nullscope.variant.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MomentsTest {

  private static final MathContext EXACT = new MathContext(80);

  static Stream<Arguments> inputs() {
    return Stream.of(
        Arguments.of("standard normal", normal(10_000, 0, 1)),
        Arguments.of("weights of a layer", normal(10_000, 3e-4, 0.02)),
        Arguments.of("a mean far above the spread", normal(10_000, 1e6, 0.5)),
        Arguments.of("a mean far below zero", normal(999, -4096, 1e-3)),
        Arguments.of("large values of both signs that cancel", alternating(10_000)),
        Arguments.of("one outlier", withOutlier()),
        Arguments.of("near the largest float", normal(100, 1e37, 1e36)),
        Arguments.of("subnormal", normal(1000, 0, 1e-40)),
        Arguments.of("two values", new float[] {16_777_216f, 16_777_217f + 1}),
        Arguments.of("zeros and ones", zerosAndOnes()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("inputs")
  void agreeWithExactArithmetic(String name, float[] values) {
    BigDecimal n = BigDecimal.valueOf(values.length);
    BigDecimal sum = BigDecimal.ZERO;
    double magnitude = 0;
    for (float value : values) {
      sum = sum.add(new BigDecimal(value));
      magnitude = Math.max(magnitude, Math.abs(value));
    }
    BigDecimal mean = sum.divide(n, EXACT);
    BigDecimal squares = BigDecimal.ZERO;
    for (float value : values) {
      squares = squares.add(new BigDecimal(value).subtract(mean).pow(2), EXACT);
    }
    double deviation = squares.divide(n.subtract(BigDecimal.ONE), EXACT).sqrt(EXACT).doubleValue();

    Moments moments = Moments.of(values);

    assertThat(moments.mean()).isCloseTo(mean.doubleValue(), within(1e-14 * magnitude));
    assertThat(moments.standardDeviation()).isCloseTo(deviation, within(1e-10 * deviation));
  }

  @Test
  void equalValuesHaveNoSpread() {
    float[] values = new float[1000];
    Arrays.fill(values, 0.1f);

    Moments moments = Moments.of(values);

    assertThat(moments.mean()).isCloseTo(0.1f, within(1e-15));
    assertThat(moments.standardDeviation()).isLessThan(1e-15);
  }

  @Test
  void aSingleValueHasNoSpread() {
    assertThat(Moments.of(new float[] {-3.5f})).isEqualTo(new Moments(-3.5, 0));
  }

  @Test
  void theDenominatorIsOneLessThanTheNumberOfValues() {
    assertThat(Moments.of(new float[] {1, 2, 3, 4}).standardDeviation())
        .isCloseTo(Math.sqrt(5.0 / 3), within(1e-15));
  }

  @Test
  void nothingHasNoMoments() {
    assertThatThrownBy(() -> Moments.of(new float[0])).isInstanceOf(IllegalArgumentException.class);
  }

  private static float[] normal(int size, double mean, double deviation) {
    Random random = new Random(size);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) (mean + deviation * random.nextGaussian());
    }
    return values;
  }

  private static float[] alternating(int size) {
    float[] values = normal(size, 1e-3, 1e-2);
    for (int i = 0; i < size; i += 2) {
      values[i] = 1e6f;
      values[i + 1] = -1e6f;
    }
    values[size - 1] = 1;
    return values;
  }

  private static float[] withOutlier() {
    float[] values = normal(1000, 0, 1e-3);
    values[500] = 1e8f;
    return values;
  }

  private static float[] zerosAndOnes() {
    float[] values = new float[777];
    for (int i = 0; i < values.length; i += 3) {
      values[i] = 1;
    }
    return values;
  }
}
