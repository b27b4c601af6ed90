package io.nullscope.verdicts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Golden values: tables of Student's t, two-sided 95 % and 99 %. */
class StudentTTest {

  @ParameterizedTest
  @CsvSource({"0.95, 2, 4.302653", "0.95, 4, 2.776445", "0.99, 4, 4.604095", "0.95, 30, 2.042272"})
  void theHalfWidthOfATable(double confidence, double df, double halfWidth) {
    assertThat(StudentT.halfWidth(confidence, df)).isCloseTo(halfWidth, within(1e-6));
  }
}
