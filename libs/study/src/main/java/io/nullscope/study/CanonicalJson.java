package io.nullscope.study;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One spelling for each value (the JSON Canonicalization Scheme, RFC 8785): keys sorted by UTF-16
 * code units, no spaces, and the shortest decimal that reads back to the same number. The same
 * value gives the same bytes on every machine and Java version.
 *
 * <p>Accepts maps with string keys, lists, strings, booleans, null, and numbers that are finite.
 * {@code 1}, {@code 1L} and {@code 1.0} are the same number. Integers beyond ±2^53 keep all their
 * digits, which RFC 8785 leaves open.
 */
public final class CanonicalJson {
  private static final double EXACT_INTEGERS = 0x1p53;

  private CanonicalJson() {}

  /**
   * The canonical text of a value.
   *
   * @throws IllegalArgumentException for NaN, infinities, keys that are not strings and types that
   *     JSON does not have
   */
  public static String write(Object value) {
    StringBuilder out = new StringBuilder();
    write(value, out);
    return out.toString();
  }

  private static void write(Object value, StringBuilder out) {
    if (value == null || value instanceof Boolean) {
      out.append(value);
    } else if (value instanceof String text) {
      quote(text, out);
    } else if (value instanceof Number number) {
      out.append(number(number));
    } else if (value instanceof Map<?, ?> map) {
      writeMap(map, out);
    } else if (value instanceof List<?> list) {
      writeList(list, out);
    } else {
      throw new IllegalArgumentException("JSON has no " + value.getClass().getName());
    }
  }

  private static void writeMap(Map<?, ?> map, StringBuilder out) {
    Map<String, Object> sorted = new TreeMap<>();
    map.forEach(
        (key, value) -> {
          if (!(key instanceof String name)) {
            throw new IllegalArgumentException("the key " + key + " is not a string");
          }
          sorted.put(name, value);
        });
    String separator = "{";
    for (Map.Entry<String, Object> entry : sorted.entrySet()) {
      out.append(separator);
      quote(entry.getKey(), out);
      out.append(':');
      write(entry.getValue(), out);
      separator = ",";
    }
    out.append(sorted.isEmpty() ? "{}" : "}");
  }

  private static void writeList(List<?> list, StringBuilder out) {
    out.append('[');
    String separator = "";
    for (Object element : list) {
      out.append(separator);
      write(element, out);
      separator = ",";
    }
    out.append(']');
  }

  static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\t' -> out.append("\\t");
        case '\n' -> out.append("\\n");
        case '\f' -> out.append("\\f");
        case '\r' -> out.append("\\r");
        default -> {
          if (c < 0x20) {
            out.append("\\u%04x".formatted((int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  /** The canonical decimal of a finite number. */
  static String number(Number number) {
    if (number instanceof Long
        || number instanceof Integer
        || number instanceof Short
        || number instanceof Byte) {
      return Long.toString(number.longValue());
    }
    if (!(number instanceof Double) && !(number instanceof Float)) {
      throw new IllegalArgumentException("JSON has no " + number.getClass().getName());
    }
    double value = number.doubleValue();
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      throw new IllegalArgumentException("JSON has no " + value);
    }
    if (value == Math.rint(value) && Math.abs(value) <= EXACT_INTEGERS) {
      return Long.toString((long) value);
    }
    return shortest(value);
  }

  /**
   * ECMAScript's Number-to-string. Written out, because {@link Double#toString} gives other digits
   * on Java 17 than on later versions.
   */
  private static String shortest(double value) {
    BigDecimal exact = new BigDecimal(value);
    BigDecimal rounded = exact;
    for (int precision = 1; precision <= 17; precision++) {
      rounded = exact.round(new MathContext(precision, RoundingMode.HALF_EVEN));
      if (rounded.doubleValue() == value) {
        break;
      }
    }
    rounded = rounded.stripTrailingZeros();
    String sign = rounded.signum() < 0 ? "-" : "";
    String digits = rounded.unscaledValue().abs().toString();
    // value = 0.digits × 10^point
    int point = digits.length() - rounded.scale();
    if (point > 21 || point < -5) {
      int exponent = point - 1;
      return sign
          + digits.charAt(0)
          + (digits.length() > 1 ? "." + digits.substring(1) : "")
          + (exponent < 0 ? "e-" : "e+")
          + Math.abs(exponent);
    }
    if (point <= 0) {
      return sign + "0." + "0".repeat(-point) + digits;
    }
    if (point >= digits.length()) {
      return sign + digits + "0".repeat(point - digits.length());
    }
    return sign + digits.substring(0, point) + "." + digits.substring(point);
  }
}
