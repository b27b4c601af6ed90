package io.nullscope.variant.adapter.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nullscope.study.Seed;
import io.nullscope.variant.NaiveSvd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineSingularVectorsTest {

  private final EngineSingularVectors singularVectors = new EngineSingularVectors();

  /** Tall, wide, square, and a single row. */
  @ParameterizedTest
  @CsvSource({"12, 7", "5, 9", "8, 8", "1, 6"})
  void areTheFramesOfTheDrawsAroundTheSingularValues(int rows, int columns) {
    int rank = Math.min(rows, columns);
    float[] matrix = gaussian("matrix", rows * columns);
    float[] left = gaussian("left", rows * rank);
    float[] right = gaussian("right", columns * rank);

    float[] actual = singularVectors.replace(matrix, rows, columns, left, right);

    double[] values = NaiveSvd.of(matrix, rows, columns).values();
    double[][] u = NaiveSvd.orthonormal(left, rows, rank);
    double[][] v = NaiveSvd.orthonormal(right, columns, rank);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        double expected = 0;
        for (int k = 0; k < rank; k++) {
          expected += u[i][k] * values[k] * v[j][k];
        }
        assertThat((double) actual[i * columns + j]).isCloseTo(expected, within(1e-6));
      }
    }
  }

  /** A whole tensor at once goes through the blocked routines; the bits stay the same. */
  @Test
  void theSameDrawsGiveTheSameBits() {
    int rows = 300;
    int columns = 200;
    float[] matrix = gaussian("matrix", rows * columns);
    float[] left = gaussian("left", rows * columns);
    float[] right = gaussian("right", columns * columns);

    float[] first = singularVectors.replace(matrix, rows, columns, left, right);

    for (int i = 0; i < 5; i++) {
      assertThat(singularVectors.replace(matrix, rows, columns, left, right))
          .containsExactly(first);
    }
    assertThat(new EngineSingularVectors().replace(matrix, rows, columns, left, right))
        .containsExactly(first);
  }

  private static float[] gaussian(String name, int size) {
    float[] values = new float[size];
    new Seed(3).stream(name).fillGaussian(0, values, 0, 1);
    return values;
  }
}
