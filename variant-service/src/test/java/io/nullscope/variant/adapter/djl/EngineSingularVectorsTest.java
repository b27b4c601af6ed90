package io.nullscope.variant.adapter.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nullscope.study.RandomStream;
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

    float[] actual = replace(singularVectors, matrix, rows, columns);

    double[] values = NaiveSvd.of(matrix, rows, columns).values();
    double[][] u = NaiveSvd.orthonormal(gaussian("left", rows * rank), rows, rank);
    double[][] v = NaiveSvd.orthonormal(gaussian("right", columns * rank), columns, rank);
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

    float[] first = replace(singularVectors, matrix, rows, columns);

    for (int i = 0; i < 5; i++) {
      assertThat(replace(singularVectors, matrix, rows, columns)).containsExactly(first);
    }
    assertThat(replace(new EngineSingularVectors(), matrix, rows, columns)).containsExactly(first);
  }

  private static float[] replace(
      EngineSingularVectors singularVectors, float[] matrix, int rows, int columns) {
    float[] replaced = matrix.clone();
    singularVectors.replace(replaced, rows, columns, stream("left"), stream("right"));
    return replaced;
  }

  private static RandomStream stream(String name) {
    return new Seed(3).stream(name);
  }

  private static float[] gaussian(String name, int size) {
    float[] values = new float[size];
    stream(name).fillGaussian(0, values, 0, 1);
    return values;
  }
}
