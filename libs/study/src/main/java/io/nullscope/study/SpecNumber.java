package io.nullscope.study;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers as people write them: 128, 1e-3, 300k, 1.5M, 100_000. */
final class SpecNumber {
  /** Largest whole number that also survives as a JSON number: 2^53 - 1. */
  static final long MAX = (1L << 53) - 1;

  private static final int MAX_LENGTH = 40;
  private static final Pattern FORM =
      Pattern.compile(
          "([+-]?(?:[0-9][0-9_]*(?:\\.[0-9_]*)?|\\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?) ?([kKmMbB]?)");

  private SpecNumber() {}

  /** True for plain YAML numbers, without a suffix. */
  static boolean isNumber(String text) {
    Matcher matcher = FORM.matcher(text);
    return text.length() <= MAX_LENGTH && matcher.matches() && matcher.group(2).isEmpty();
  }

  /** The exact number; empty when the text is none. */
  static Optional<BigDecimal> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (text.length() > MAX_LENGTH || !matcher.matches()) {
      return Optional.empty();
    }
    BigDecimal number = new BigDecimal(matcher.group(1).replace("_", ""));
    return Optional.of(
        switch (matcher.group(2)) {
          case "k", "K" -> number.scaleByPowerOfTen(3);
          case "m", "M" -> number.scaleByPowerOfTen(6);
          case "b", "B" -> number.scaleByPowerOfTen(9);
          default -> number;
        });
  }

  /** True when the number has no fraction. Never expands large exponents. */
  static boolean isWhole(BigDecimal number) {
    return number.signum() == 0 || number.stripTrailingZeros().scale() <= 0;
  }
}
