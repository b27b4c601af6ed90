package io.nullscope.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ElapsedTest {
  @ParameterizedTest
  @CsvSource({"-5, 0:00", "7, 0:07", "750, 12:30", "3723, 1:02:03"})
  void showsAClock(long seconds, String text) {
    assertThat(Elapsed.clock(Duration.ofSeconds(seconds))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 5 s",
    "12, 10 s",
    "58, 60 s",
    "100, 2 min",
    "3599, 60 min",
    "5400, 1.5 h",
    "72000, 20 h"
  })
  void roundsEstimates(long seconds, String text) {
    assertThat(Elapsed.rough(Duration.ofSeconds(seconds))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0, 0.0 s", "12345, 12.3 s"})
  void showsTenths(long millis, String text) {
    assertThat(Elapsed.precise(Duration.ofMillis(millis))).isEqualTo(text);
  }
}
