package io.nullscope.metrics.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RandomDirectionsTest {

  /**
   * In three dimensions a cosine is uniform in ± 1 (Archimedes): its largest of n is 1 - 2/(n+1).
   */
  @ParameterizedTest
  @CsvSource({"1", "2", "7", "100", "5000"})
  void inThreeDimensionsItIsKnown(int count) {
    assertThat(RandomDirections.expectedLargestCosine(count, 3))
        .isCloseTo(1 - 2.0 / (count + 1), within(1e-7));
  }

  @ParameterizedTest
  @CsvSource({"2, 2", "20, 2", "50, 8", "64, 32"})
  void agreesWithASimulation(int count, int width) {
    RandomGenerator random = new SplitMix(count);
    int repetitions = 20_000;
    double sum = 0;
    for (int r = 0; r < repetitions; r++) {
      double largest = -1;
      for (int i = 0; i < count; i++) {
        // Against the first axis: all directions are alike.
        double first = random.nextGaussian();
        double squares = first * first;
        for (int d = 1; d < width; d++) {
          double x = random.nextGaussian();
          squares += x * x;
        }
        largest = Math.max(largest, first / Math.sqrt(squares));
      }
      sum += largest;
    }
    assertThat(RandomDirections.expectedLargestCosine(count, width))
        .isCloseTo(sum / repetitions, within(0.01));
  }

  @Test
  void growsWithTheNumberAndFallsWithTheWidth() {
    double wide = RandomDirections.expectedLargestCosine(16_384, 4096);
    assertThat(wide).isBetween(0.055, 0.07);
    assertThat(RandomDirections.expectedLargestCosine(1 << 20, 4096)).isGreaterThan(wide);
    assertThatThrownBy(() -> RandomDirections.expectedLargestCosine(0, 3))
        .hasMessageContaining("0 random directions in 3 dimensions");
  }
}
