package io.nullscope.study;

/**
 * Plain non-negative decimal numbers inside ids: one spelling for each number, so that ids can be
 * compared as text.
 */
final class Decimal {
  private Decimal() {}

  static long parse(String digits, String whole) {
    if (!digits.matches("0|[1-9][0-9]{0,17}")) {
      throw new IllegalArgumentException(
          "'" + whole + "': '" + digits + "' is not a number of plain digits");
    }
    return Long.parseLong(digits);
  }
}
