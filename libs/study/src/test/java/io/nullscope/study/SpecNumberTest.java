package io.nullscope.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpecNumberTest {
  @ParameterizedTest
  @CsvSource({
    "0,0",
    "128,128",
    "+7,7",
    "-7,-7",
    "300k,300000",
    "300K,300000",
    "300 k,300000",
    "100M,100000000",
    "1.5m,1500000",
    "1B,1000000000",
    "1b,1000000000",
    "100_000,100000",
    "1e6,1000000",
    "1E+3,1000",
    "2.5e-3,0.0025",
    ".5,0.5",
    "1.,1",
    "0.0001k,0.1",
  })
  void readsNumbersAsPeopleWriteThem(String text, String value) {
    assertThat(SpecNumber.parse(text))
        .hasValueSatisfying(
            number -> assertThat(number).isEqualByComparingTo(new BigDecimal(value)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "k",
        "-",
        ".",
        "1,000",
        "1kk",
        "1T",
        "0x10",
        "1e",
        "1e9999",
        "NaN",
        "Infinity",
        "--1",
        "1 000",
        "11111111111111111111111111111111111111111"
      })
  void refusesOtherText(String text) {
    assertThat(SpecNumber.parse(text)).isEmpty();
    assertThat(SpecNumber.isNumber(text)).isFalse();
  }

  @Test
  void tellsWholeNumbers() {
    assertThat(SpecNumber.isWhole(new BigDecimal("3.00"))).isTrue();
    assertThat(SpecNumber.isWhole(new BigDecimal("1e999"))).isTrue();
    assertThat(SpecNumber.isWhole(new BigDecimal("0.000"))).isTrue();
    assertThat(SpecNumber.isWhole(new BigDecimal("3.5"))).isFalse();
    assertThat(SpecNumber.isNumber("300k")).isFalse();
    assertThat(SpecNumber.isNumber("300")).isTrue();
  }
}
