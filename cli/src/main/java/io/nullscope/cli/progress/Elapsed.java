package io.nullscope.cli.progress;

import java.time.Duration;
import java.util.Locale;

/** Durations as people read them. */
public final class Elapsed {
  private Elapsed() {}

  /**
   * Minutes and seconds, with hours when there are any: {@code 0:07}, {@code 12:30}, {@code
   * 1:02:03}.
   */
  public static String clock(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    return seconds < 3600
        ? "%d:%02d".formatted(seconds / 60, seconds % 60)
        : "%d:%02d:%02d".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  /** Seconds to a tenth: {@code 12.3 s}. */
  public static String precise(Duration duration) {
    return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
  }

  /** Rounded to what an estimate can know: {@code 10 s}, {@code 2 min}, {@code 3 h}. */
  public static String rough(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds < 60) {
      return Math.max(5, Math.round(seconds / 5.0) * 5) + " s";
    }
    if (seconds < 3600) {
      return Math.round(seconds / 60.0) + " min";
    }
    double hours = seconds / 3600.0;
    return hours < 10 ? String.format(Locale.ROOT, "%.1f h", hours) : Math.round(hours) + " h";
  }
}
