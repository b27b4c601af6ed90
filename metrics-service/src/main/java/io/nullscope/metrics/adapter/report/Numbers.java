package io.nullscope.metrics.adapter.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers for people. */
final class Numbers {

  static final String NONE = "–";
  private static final MathContext FOUR_DIGITS = new MathContext(4);

  private Numbers() {}

  /** Three significant digits, or an en dash. */
  static String plain(double value) {
    if (!Double.isFinite(value)) {
      return NONE;
    }
    double size = Math.abs(value);
    if (size != 0 && size < 0.0005) {
      return minus(String.format(Locale.ROOT, "%.1e", value));
    }
    String format = size >= 99.95 ? "%,.0f" : size >= 9.995 ? "%.1f" : "%.2f";
    if (size < 0.0995 && size > 0) {
      format = "%.3f";
    }
    return minus(String.format(Locale.ROOT, format, value));
  }

  /** With its sign. */
  static String signed(double value) {
    return value > 0 ? "+" + plain(value) : plain(value);
  }

  /** A number that somebody wrote down: as short as it is. */
  static String setting(double value) {
    return new BigDecimal(value).round(FOUR_DIGITS).stripTrailingZeros().toPlainString();
  }

  static String interval(double low, double high) {
    return Double.isFinite(low) && Double.isFinite(high)
        ? "[" + plain(low) + ", " + plain(high) + "]"
        : "";
  }

  static String pValue(double p) {
    if (!Double.isFinite(p)) {
      return NONE;
    }
    return p < 0.001 ? "< 0.001" : String.format(Locale.ROOT, "%.3f", p);
  }

  /** A share as a CSS percentage. */
  static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f%%", 100 * share);
  }

  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** Four significant digits are more than a chart shows; the exact values are in results.json. */
  static Double forChart(double value) {
    return Double.isFinite(value)
        ? (Double) new BigDecimal(value).round(FOUR_DIGITS).doubleValue()
        : null;
  }

  private static String minus(String number) {
    return number.replace('-', '−');
  }
}
