package io.nullscope.metrics.adapter.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NumbersTest {

  @Test
  void numbersAreAsLongAsTheyAreWorth() {
    assertThat(Numbers.plain(0.12345)).isEqualTo("0.12");
    assertThat(Numbers.plain(0.04444)).isEqualTo("0.044");
    assertThat(Numbers.plain(-0.00001)).isEqualTo("−1.0e−05");
    assertThat(Numbers.plain(0)).isEqualTo("0.00");
    assertThat(Numbers.plain(12.345)).isEqualTo("12.3");
    assertThat(Numbers.plain(12345.6)).isEqualTo("12,346");
    assertThat(Numbers.plain(Double.NaN)).isEqualTo("–");
    assertThat(Numbers.signed(0.5)).isEqualTo("+0.50");
    assertThat(Numbers.signed(-0.5)).isEqualTo("−0.50");
    assertThat(Numbers.interval(-1, 2)).isEqualTo("[−1.00, 2.00]");
    assertThat(Numbers.interval(Double.NaN, 2)).isEmpty();
    assertThat(Numbers.setting(0.05)).isEqualTo("0.05");
    assertThat(Numbers.setting(95.0)).isEqualTo("95");
    assertThat(Numbers.pValue(0.0001)).isEqualTo("< 0.001");
    assertThat(Numbers.forChart(0.123456)).isEqualTo(0.1235);
    assertThat(Numbers.forChart(Double.NaN)).isNull();
  }
}
