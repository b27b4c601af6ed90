package io.nullscope.transformer.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nullscope.transformer.InvalidModelException;
import io.nullscope.transformer.JsonProblem;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * The tokens of a {@code tokenizer.json} by id, as text. Decoding a single id through the tokenizer
 * would lose leading spaces, which its decoder strips from the beginning of a text.
 */
public final class Vocabulary {

  /** Far above real vocabularies; keeps sizes far from overflow. */
  private static final int MAX_ID = 1 << 24;

  private final Map<Integer, String> texts;
  private final int size;

  private Vocabulary(Map<Integer, String> texts) {
    this.texts = texts;
    this.size = texts.keySet().stream().mapToInt(Integer::intValue).max().orElse(-1) + 1;
  }

  /**
   * Reads the tokens of a {@code tokenizer.json}.
   *
   * @param json the file's bytes; untrusted
   * @param source what to call the file in messages
   * @throws InvalidModelException when it is not a tokenizer
   */
  public static Vocabulary parse(byte[] json, String source) {
    JsonNode root;
    try {
      root = new ObjectMapper().readTree(json);
    } catch (IOException e) {
      throw new InvalidModelException(source + " is not valid JSON: " + JsonProblem.of(e), e);
    }
    JsonNode vocabulary = root.path("model").path("vocab");
    if (!vocabulary.isContainerNode()) {
      throw new InvalidModelException(source + " is not a tokenizer: \"model.vocab\" is missing");
    }
    TokenText form = usesByteLevel(root) ? TokenText.BYTE_LEVEL : TokenText.METASPACE;
    Map<Integer, String> texts = new HashMap<>();
    if (vocabulary.isObject()) {
      vocabulary
          .fields()
          .forEachRemaining(
              entry -> texts.put(id(entry.getValue(), source), form.of(entry.getKey())));
    } else {
      // Unigram models list [token, score] in id order.
      for (int id = 0; id < vocabulary.size(); id++) {
        texts.put(id, form.of(vocabulary.get(id).path(0).asText()));
      }
    }
    for (JsonNode added : root.path("added_tokens")) {
      texts.put(id(added.path("id"), source), added.path("content").asText());
    }
    return new Vocabulary(texts);
  }

  private static int id(JsonNode value, String source) {
    if (!value.canConvertToInt() || value.intValue() < 0 || value.intValue() > MAX_ID) {
      throw new InvalidModelException(
          "%s is not a tokenizer: a token has the id %s, expected a number from 0 to %d"
              .formatted(source, value.isMissingNode() ? "(none)" : value, MAX_ID));
    }
    return value.intValue();
  }

  /** The decoder says how bytes became characters; it may be one of a sequence. */
  private static boolean usesByteLevel(JsonNode root) {
    return root.path("decoder").findValuesAsText("type").contains("ByteLevel");
  }

  /** A token as a reader sees it within running text, see {@link TextTokenizer#display}. */
  public String display(int id) {
    String text = texts.get(id);
    return text != null ? text : "<unused " + id + ">";
  }

  /** One more than the largest id in use. */
  public int size() {
    return size;
  }
}
