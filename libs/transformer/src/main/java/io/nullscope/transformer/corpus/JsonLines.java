package io.nullscope.transformer.corpus;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.nullscope.transformer.JsonProblem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** JSON lines: an object a line, the text in one of its fields. */
final class JsonLines implements CorpusReader.LineFormat {

  private static final int LISTED = 12;
  private static final char REPLACEMENT = '\uFFFD';

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxStringLength(LineReader.MAX_LINE_BYTES)
                          .build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final String name;
  private final String textField;

  JsonLines(String name, String textField) {
    this.name = name;
    this.textField = textField;
  }

  @Override
  public String text(long lineNumber, String line) {
    JsonNode record = parse(lineNumber, line);
    JsonNode text = record.get(textField);
    if (text == null) {
      throw new InvalidCorpusException(
          "%s, line %d has no field \"%s\"; it has %s. Set corpus.textField to the field that holds the text"
              .formatted(name, lineNumber, textField, fieldNames(record)));
    }
    if (text.isNull()) {
      return ""; // as blank as an empty text
    }
    if (!text.isTextual()) {
      throw new InvalidCorpusException(
          "%s, line %d: the field \"%s\" is %s, expected a string"
              .formatted(name, lineNumber, textField, typeOf(text)));
    }
    return wellFormed(text.textValue());
  }

  /**
   * With U+FFFD for each half of a surrogate pair that stands alone, as Python writes them for
   * bytes that were no text. The tokenizer would take the whole document's pairs for broken
   * otherwise.
   */
  private static String wellFormed(String text) {
    StringBuilder mended = null;
    for (int at = 0; at < text.length(); at++) {
      if (!Character.isSurrogate(text.charAt(at))) {
        continue;
      }
      if (Character.isSupplementaryCodePoint(text.codePointAt(at))) {
        at++; // a whole pair
        continue;
      }
      mended = mended == null ? new StringBuilder(text) : mended;
      mended.setCharAt(at, REPLACEMENT);
    }
    return mended == null ? text : mended.toString();
  }

  private JsonNode parse(long lineNumber, String line) {
    JsonNode record;
    try {
      record = MAPPER.readTree(line);
    } catch (IOException e) {
      throw new InvalidCorpusException(
          "%s, line %d is not valid JSON: %s".formatted(name, lineNumber, JsonProblem.reason(e)),
          e);
    }
    if (!record.isObject()) {
      throw new InvalidCorpusException(
          "%s, line %d is %s, expected a JSON object with the field \"%s\""
              .formatted(name, lineNumber, typeOf(record), textField));
    }
    return record;
  }

  private static String typeOf(JsonNode node) {
    return switch (node.getNodeType()) {
      case ARRAY, OBJECT -> "an " + node.getNodeType().name().toLowerCase(Locale.ROOT);
      case NULL -> "null";
      default -> "a " + node.getNodeType().name().toLowerCase(Locale.ROOT);
    };
  }

  private static String fieldNames(JsonNode record) {
    List<String> names = new ArrayList<>();
    record.fieldNames().forEachRemaining(field -> names.add('"' + shorten(field) + '"'));
    if (names.isEmpty()) {
      return "no fields";
    }
    String listed = String.join(", ", names.subList(0, Math.min(LISTED, names.size())));
    return names.size() <= LISTED ? listed : listed + " and " + (names.size() - LISTED) + " more";
  }

  private static String shorten(String field) {
    return field.length() <= 40 ? field : field.substring(0, 40) + "…";
  }
}
