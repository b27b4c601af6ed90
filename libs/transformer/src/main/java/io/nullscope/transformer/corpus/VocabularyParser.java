package io.nullscope.transformer.corpus;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nullscope.transformer.InvalidModelException;
import io.nullscope.transformer.JsonProblem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a {@code tokenizer.json} from front to back and keeps what {@link Vocabulary} needs: as one
 * tree, with all merges, a large file would take many times its size.
 */
final class VocabularyParser {

  /** Far above real vocabularies; keeps sizes far from overflow. */
  private static final int MAX_ID = 1 << 24;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final String source;
  private final Map<Integer, String> spelled = new HashMap<>();
  private final Map<Integer, String> added = new HashMap<>();
  private final Set<Integer> special = new HashSet<>();
  private final List<Integer> prefix = new ArrayList<>();
  private TokenText form = TokenText.METASPACE;
  private boolean found;

  VocabularyParser(String source) {
    this.source = source;
  }

  Vocabulary parse(byte[] json) {
    if (json.length > Vocabulary.MAX_BYTES) {
      throw new InvalidModelException(
          "%s has %,d bytes, more than the %,d that a tokenizer may have"
              .formatted(source, json.length, Vocabulary.MAX_BYTES));
    }
    try (JsonParser parser = MAPPER.createParser(json)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        readFile(parser);
      }
    } catch (IOException e) {
      throw new InvalidModelException(source + " is not valid JSON: " + JsonProblem.of(e), e);
    }
    if (!found) {
      throw invalid("\"model.vocab\" is missing");
    }
    spelled.replaceAll((id, token) -> form.of(token));
    spelled.putAll(added);
    return new Vocabulary(spelled, special, List.copyOf(prefix));
  }

  private void readFile(JsonParser parser) throws IOException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String member = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (member) {
        case "model" -> readModel(parser, value);
        case "added_tokens" -> readAddedTokens(parser, value);
        // The decoder says how bytes became characters; it may be one of a sequence.
        case "decoder" -> {
          if (tree(parser).findValuesAsText("type").contains("ByteLevel")) {
            form = TokenText.BYTE_LEVEL;
          }
        }
        case "post_processor" -> readPrefix(tree(parser));
        default -> parser.skipChildren();
      }
    }
  }

  private void readModel(JsonParser parser, JsonToken value) throws IOException {
    if (value != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      boolean vocabulary = parser.currentName().equals("vocab");
      JsonToken member = parser.nextToken();
      if (vocabulary && member == JsonToken.START_OBJECT) {
        found = true;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String token = parser.currentName();
          parser.nextToken();
          spelled.put(id(tree(parser)), token);
        }
      } else if (vocabulary && member == JsonToken.START_ARRAY) {
        found = true;
        // Unigram models list [token, score] in id order.
        for (int id = 0; parser.nextToken() != JsonToken.END_ARRAY; id++) {
          spelled.put(id, tree(parser).path(0).asText());
        }
      } else {
        parser.skipChildren();
      }
    }
  }

  private void readAddedTokens(JsonParser parser, JsonToken value) throws IOException {
    if (value != JsonToken.START_ARRAY) {
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      JsonNode token = tree(parser);
      int id = id(token.path("id"));
      added.put(id, token.path("content").asText());
      if (token.path("special").asBoolean()) {
        special.add(id);
      }
    }
  }

  /** In a sequence, what a later one adds comes before what an earlier one added. */
  private void readPrefix(JsonNode processor) {
    switch (processor.path("type").asText()) {
      case "Sequence" -> processor.path("processors").forEach(this::readPrefix);
      case "BertProcessing", "RobertaProcessing" ->
          prefix.add(0, id(processor.path("cls").path(1)));
      case "TemplateProcessing" -> prefix.addAll(0, templatePrefix(processor));
      default -> {}
    }
  }

  private List<Integer> templatePrefix(JsonNode template) {
    List<Integer> before = new ArrayList<>();
    for (JsonNode piece : template.path("single")) {
      if (piece.has("Sequence")) {
        break;
      }
      String name = piece.path("SpecialToken").path("id").asText();
      template
          .path("special_tokens")
          .path(name)
          .path("ids")
          .forEach(token -> before.add(id(token)));
    }
    return before;
  }

  private static JsonNode tree(JsonParser parser) throws IOException {
    return MAPPER.readTree(parser);
  }

  private int id(JsonNode value) {
    if (!value.canConvertToInt() || value.intValue() < 0 || value.intValue() > MAX_ID) {
      throw invalid(
          "a token has the id %s, expected a number from 0 to %d"
              .formatted(value.isMissingNode() ? "(none)" : value, MAX_ID));
    }
    return value.intValue();
  }

  private InvalidModelException invalid(String problem) {
    return new InvalidModelException(source + " is not a tokenizer: " + problem);
  }
}
