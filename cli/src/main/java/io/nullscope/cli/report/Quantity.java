package io.nullscope.cli.report;

import java.util.Locale;

/** Large numbers in three digits and a prefix. */
public final class Quantity {
  private static final String[] DECIMAL = {"", "k", "M", "G", "T", "P", "E"};

  private Quantity() {}

  /** Powers of 1000: {@code 1.23 G}; a number below 1000 as it is. */
  public static String of(double value) {
    int prefix = 0;
    double scaled = value;
    while (scaled >= 999.5 && prefix < DECIMAL.length - 1) {
      scaled /= 1000;
      prefix++;
    }
    if (prefix == 0) {
      return String.format(Locale.ROOT, "%.0f", scaled);
    }
    String format = scaled < 9.995 ? "%.2f %s" : scaled < 99.95 ? "%.1f %s" : "%.0f %s";
    return String.format(Locale.ROOT, format, scaled, DECIMAL[prefix]);
  }

  /** Bytes with a decimal prefix: {@code 1.23 GB}. */
  public static String bytes(double bytes) {
    String text = of(bytes);
    return (text.contains(" ") ? text : text + " ") + "B";
  }
}
