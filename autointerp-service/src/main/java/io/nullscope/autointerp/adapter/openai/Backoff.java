package io.nullscope.autointerp.adapter.openai;

import com.openai.core.http.Headers;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How long to wait before a request is tried again: what the server asks for, otherwise a random
 * time below a limit that doubles with every attempt (full jitter: clients that failed together
 * must not come back together).
 */
final class Backoff {

  /** Longest wait, also when the server asks for more: the next attempt tells. */
  static final Duration LONGEST = Duration.ofMinutes(5);

  private static final Duration FIRST = Duration.ofMillis(500);
  private static final Duration LAST = Duration.ofSeconds(30);

  /** As OpenAI writes times: 1h2m3.5s, 250ms. */
  private static final Pattern SPAN =
      Pattern.compile("(?:(\\d{1,4})h)?(?:(\\d{1,4})m(?!s))?(?:(\\d{1,4}(?:\\.\\d{1,9})?)(s|ms))?");

  private static final Pattern SECONDS = Pattern.compile("\\d{1,6}(?:\\.\\d{1,9})?");

  private Backoff() {}

  /**
   * Wait after a failed attempt.
   *
   * @param failed attempts that failed so far, at least 1
   */
  static Duration jittered(int failed) {
    long limit = FIRST.toMillis() << Math.min(failed - 1, 16);
    return Duration.ofMillis(
        ThreadLocalRandom.current().nextLong(Math.min(limit, LAST.toMillis()) + 1));
  }

  /** What the headers of a refusal ask for, at most {@link #LONGEST}. */
  static Optional<Duration> asked(Headers headers, Instant now) {
    return first(headers, "retry-after-ms")
        .flatMap(Backoff::seconds)
        .map(milliseconds -> milliseconds.dividedBy(1000))
        .or(() -> first(headers, "retry-after").flatMap(Backoff::seconds))
        .or(() -> first(headers, "retry-after").flatMap(date -> until(date, now)))
        .or(() -> exhausted(headers))
        .map(Backoff::bounded);
  }

  /** How long until a limit that the headers say is used up is reset, at most {@link #LONGEST}. */
  static Optional<Duration> exhausted(Headers headers) {
    return Stream.of("requests", "tokens")
        .flatMap(what -> reset(headers, what).stream())
        .max(Comparator.naturalOrder())
        .map(Backoff::bounded);
  }

  private static Duration bounded(Duration wait) {
    return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }

  private static Optional<Duration> reset(Headers headers, String what) {
    return first(headers, "x-ratelimit-remaining-" + what).filter("0"::equals).isPresent()
        ? first(headers, "x-ratelimit-reset-" + what).flatMap(Backoff::span)
        : Optional.empty();
  }

  private static Optional<String> first(Headers headers, String name) {
    List<String> values = headers.values(name);
    return values.isEmpty() ? Optional.empty() : Optional.of(values.get(0).strip());
  }

  private static Optional<Duration> seconds(String text) {
    return SECONDS.matcher(text).matches()
        ? Optional.of(Duration.ofNanos(Math.round(Double.parseDouble(text) * 1e9)))
        : Optional.empty();
  }

  private static Optional<Duration> until(String date, Instant now) {
    try {
      Duration wait =
          Duration.between(
              now, ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
      return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static Optional<Duration> span(String text) {
    Matcher matcher = SPAN.matcher(text);
    if (text.isEmpty() || !matcher.matches()) {
      return seconds(text);
    }
    Duration span = Duration.ZERO;
    if (matcher.group(1) != null) {
      span = span.plusHours(Long.parseLong(matcher.group(1)));
    }
    if (matcher.group(2) != null) {
      span = span.plusMinutes(Long.parseLong(matcher.group(2)));
    }
    if (matcher.group(3) != null) {
      double unit = matcher.group(4).equals("s") ? 1e9 : 1e6;
      span = span.plusNanos(Math.round(Double.parseDouble(matcher.group(3)) * unit));
    }
    return Optional.of(span);
  }
}
