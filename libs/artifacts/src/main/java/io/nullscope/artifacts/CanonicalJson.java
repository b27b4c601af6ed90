package io.nullscope.artifacts;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The one way in which a JSON tree is written, so that equal trees have equal bytes on every Java
 * version.
 *
 * <p>A tree is made of maps with string keys, lists, strings, booleans, null, whole numbers ({@code
 * Long} after canonicalisation) and finite floating-point numbers ({@code Double}). Keys are sorted
 * by UTF-16 code unit, there is no white space, whole numbers have no point, floating-point numbers
 * always have one and use the fewest significant digits that read back as the same double.
 */
public final class CanonicalJson {

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /** 17 significant digits identify every double. */
  private static final int MAX_DIGITS = 17;

  /** Decimal exponents outside this range are written in scientific notation. */
  private static final int PLAIN_MIN = -7;

  private static final int PLAIN_MAX = 21;

  private CanonicalJson() {}

  /**
   * Writes a tree.
   *
   * @throws IllegalArgumentException when the tree holds something that JSON cannot, with its path
   */
  public static String write(Object tree) {
    StringWriter out = new StringWriter();
    try (JsonGenerator generator = JSON.createGenerator(out)) {
      writeValue(generator, canonical(tree, "$"));
    } catch (IOException e) {
      throw new UncheckedIOException("Writing JSON to memory failed", e);
    }
    return out.toString();
  }

  /**
   * Reads a JSON object strictly: one object, no duplicate keys, nothing after it.
   *
   * @throws IOException when the bytes are not such an object
   */
  public static Map<String, Object> readObject(byte[] json) throws IOException {
    try (JsonParser parser = JSON.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("a JSON object was expected");
      }
      Map<String, Object> tree = readMap(parser);
      if (parser.nextToken() != null) {
        throw new IOException("there is something after the JSON object");
      }
      return tree;
    }
  }

  /**
   * A deeply immutable copy with sorted keys, whole numbers as {@code Long} and the others as
   * {@code Double}.
   */
  static Map<String, Object> canonicalObject(Map<?, ?> tree) {
    return canonicalMap(tree, "$");
  }

  private static Object canonical(Object value, String path) {
    if (value == null
        || value instanceof String
        || value instanceof Boolean
        || value instanceof Long) {
      return value;
    }
    if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
      return ((Number) value).longValue();
    }
    if (value instanceof Double || value instanceof Float) {
      double number = ((Number) value).doubleValue();
      if (!Double.isFinite(number)) {
        throw new IllegalArgumentException(path + " is " + number + ", which JSON cannot hold");
      }
      // Adding zero turns -0.0 into 0.0: the two are equal and must have one form.
      return number + 0.0;
    }
    if (value instanceof Map<?, ?> map) {
      return canonicalMap(map, path);
    }
    if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>(list.size());
      for (Object element : list) {
        copy.add(canonical(element, path + "[" + copy.size() + "]"));
      }
      return Collections.unmodifiableList(copy);
    }
    throw new IllegalArgumentException(
        path + " is a " + value.getClass().getName() + ", which is not a JSON value");
  }

  private static Map<String, Object> canonicalMap(Map<?, ?> map, String path) {
    TreeMap<String, Object> sorted = new TreeMap<>();
    map.forEach(
        (key, value) -> {
          if (!(key instanceof String name)) {
            throw new IllegalArgumentException(
                path + " has the key " + key + ", which is not a string");
          }
          sorted.put(name, canonical(value, path + "." + name));
        });
    return Collections.unmodifiableSortedMap(sorted);
  }

  private static void writeValue(JsonGenerator generator, Object value) throws IOException {
    if (value instanceof Map<?, ?> map) {
      generator.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        generator.writeFieldName((String) entry.getKey());
        writeValue(generator, entry.getValue());
      }
      generator.writeEndObject();
    } else if (value instanceof List<?> list) {
      generator.writeStartArray();
      for (Object element : list) {
        writeValue(generator, element);
      }
      generator.writeEndArray();
    } else if (value instanceof String text) {
      generator.writeString(text);
    } else if (value instanceof Boolean flag) {
      generator.writeBoolean(flag);
    } else if (value instanceof Long number) {
      generator.writeNumber(number);
    } else if (value instanceof Double number) {
      generator.writeNumber(format(number));
    } else {
      generator.writeNull();
    }
  }

  /**
   * The shortest decimal that reads back as the same double. Not {@code Double.toString}: its
   * digits differ between Java 17 and 19 (JDK-4511638), and ids must not.
   */
  static String format(double number) {
    if (number == 0) {
      return "0.0";
    }
    BigDecimal exact = new BigDecimal(number);
    BigDecimal shortest = exact;
    for (int digits = 1; digits <= MAX_DIGITS; digits++) {
      shortest = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (shortest.doubleValue() == number) {
        break;
      }
    }
    shortest = shortest.stripTrailingZeros();
    int exponent = shortest.precision() - shortest.scale() - 1;
    if (exponent > PLAIN_MIN && exponent < PLAIN_MAX) {
      String plain = shortest.toPlainString();
      return plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }
    String digits = shortest.unscaledValue().abs().toString();
    String fraction = digits.length() == 1 ? "0" : digits.substring(1);
    return (number < 0 ? "-" : "") + digits.charAt(0) + "." + fraction + "e" + exponent;
  }

  private static Object readValue(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> readMap(parser);
      case START_ARRAY -> readList(parser);
      case VALUE_STRING -> parser.getText();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      default -> throw new IOException("unexpected " + parser.currentToken());
    };
  }

  private static Map<String, Object> readMap(JsonParser parser) throws IOException {
    TreeMap<String, Object> map = new TreeMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      map.put(name, readValue(parser));
    }
    return Collections.unmodifiableSortedMap(map);
  }

  private static List<Object> readList(JsonParser parser) throws IOException {
    List<Object> list = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      list.add(readValue(parser));
    }
    return Collections.unmodifiableList(list);
  }
}
