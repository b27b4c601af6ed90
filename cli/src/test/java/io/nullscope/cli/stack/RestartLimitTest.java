package io.nullscope.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RestartLimitTest {
  private final RestartLimit limit = new RestartLimit(2, Duration.ofSeconds(60));

  @Test
  void allowsTheGivenNumberWithinTheWindow() {
    assertThat(limit.tryRestart(at(0))).isTrue();
    assertThat(limit.tryRestart(at(30))).isTrue();
    assertThat(limit.tryRestart(at(60))).isFalse();
  }

  @Test
  void forgetsWhatIsOlderThanTheWindow() {
    limit.tryRestart(at(0));
    limit.tryRestart(at(30));

    assertThat(limit.tryRestart(at(61))).isTrue();
    assertThat(limit.tryRestart(at(62))).isFalse();
  }

  private static Instant at(long seconds) {
    return Instant.EPOCH.plusSeconds(seconds);
  }
}
