package io.nullscope.autointerp.adapter.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.core.http.Headers;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BackoffTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void theServersWordCounts() {
    assertThat(asked("Retry-After", "7")).isEqualTo(Duration.ofSeconds(7));
    assertThat(asked("Retry-After", "Thu, 01 Jan 2026 00:00:30 GMT"))
        .isEqualTo(Duration.ofSeconds(30));
    assertThat(asked("Retry-After", "Wed, 31 Dec 2025 00:00:00 GMT")).isEqualTo(Duration.ZERO);
    assertThat(asked("Retry-After-Ms", "250")).isEqualTo(Duration.ofMillis(250));
    assertThat(asked("Retry-After", "999999")).isEqualTo(Backoff.LONGEST);
  }

  @Test
  void anExhaustedRateLimitSaysWhenItIsResetInOpenAisWords() {
    Headers headers =
        Headers.builder()
            .put("x-ratelimit-remaining-requests", "3")
            .put("x-ratelimit-reset-requests", "59s")
            .put("x-ratelimit-remaining-tokens", "0")
            .put("x-ratelimit-reset-tokens", "1m2.5s")
            .build();

    assertThat(Backoff.asked(headers, NOW)).contains(Duration.ofMillis(62_500));
    assertThat(asked("x-ratelimit-remaining-tokens", "0", "x-ratelimit-reset-tokens", "20ms"))
        .isEqualTo(Duration.ofMillis(20));
  }

  @Test
  void nonsenseIsNoWord() {
    assertThat(Backoff.asked(Headers.builder().put("Retry-After", "soon").build(), NOW)).isEmpty();
    assertThat(Backoff.asked(Headers.builder().put("Retry-After", "-3").build(), NOW)).isEmpty();
    assertThat(Backoff.asked(Headers.builder().build(), NOW)).isEmpty();
  }

  @Test
  void otherwiseTheLimitDoubles() {
    for (int failed = 1; failed < 40; failed++) {
      assertThat(Backoff.jittered(failed))
          .isBetween(
              Duration.ZERO, Duration.ofMillis(Math.min(30_000, 500L << Math.min(failed - 1, 20))));
    }
  }

  private static Duration asked(String... header) {
    Headers.Builder headers = Headers.builder();
    for (int i = 0; i < header.length; i += 2) {
      headers.put(header[i], header[i + 1]);
    }
    return Backoff.asked(headers.build(), NOW).orElseThrow();
  }
}
