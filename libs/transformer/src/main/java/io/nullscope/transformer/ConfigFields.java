package io.nullscope.transformer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Typed access to the fields of an untrusted {@code config.json}; every complaint names the file
 * and the field.
 */
final class ConfigFields {

  static final int MAX_LAYERS = 4096;
  static final int MAX_WIDTH = 1 << 20;
  static final int MAX_VOCABULARY = 1 << 24;
  static final int MAX_CONTEXT = 1 << 24;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonParser.Feature.AUTO_CLOSE_SOURCE)
          .build();

  private final String source;
  private final String prefix;
  private final JsonNode node;

  private ConfigFields(String source, String prefix, JsonNode node) {
    this.source = source;
    this.prefix = prefix;
    this.node = node;
  }

  static ConfigFields parse(byte[] json, String source) {
    if (json.length > TransformerConfig.MAX_BYTES) {
      throw new InvalidModelException(
          "%s has %d bytes, more than the %d that a model configuration may have"
              .formatted(source, json.length, TransformerConfig.MAX_BYTES));
    }
    try {
      JsonNode root = MAPPER.readTree(json);
      if (root == null || !root.isObject()) {
        throw new InvalidModelException(
            source + " is not a JSON object, as a model configuration is");
      }
      return new ConfigFields(source, "", root);
    } catch (IOException e) {
      throw new InvalidModelException(source + " is not valid JSON: " + JsonProblem.of(e), e);
    }
  }

  /** True when the field is there and not null. */
  boolean has(String field) {
    return node.hasNonNull(field);
  }

  /**
   * True when the field is there and null, which to some fields means something else than nothing.
   */
  boolean isNull(String field) {
    return node.path(field).isNull();
  }

  int size(String field, int max) {
    return integer(field, 1, max, "a whole number from 1 to " + max);
  }

  int size(String field, int max, int absent) {
    return has(field) ? size(field, max) : absent;
  }

  /**
   * A size that has two names.
   *
   * @throws InvalidModelException when both are there and differ
   */
  int sizeOfTwoNames(String field, String alias, int max) {
    if (!has(alias)) {
      return size(field, max);
    }
    int size = size(alias, max);
    if (has(field) && size(field, max) != size) {
      throw contradiction(
          "\"%s\" is %d but \"%s\", which means the same, is %d; remove one of them"
              .formatted(field, size(field, max), alias, size));
    }
    return size;
  }

  /** A whole number from 0. */
  int count(String field, int max) {
    return integer(field, 0, max, "a whole number from 0 to " + max);
  }

  /** A token id; empty where there is none, which some write as -1. */
  OptionalInt tokenId(String field) {
    if (!has(field)) {
      return OptionalInt.empty();
    }
    int id = integer(field, -1, MAX_VOCABULARY, "a token id, or null");
    return id < 0 ? OptionalInt.empty() : OptionalInt.of(id);
  }

  private int integer(String field, int min, int max, String expected) {
    JsonNode value = required(field, expected);
    if (!value.isIntegralNumber()
        || !value.canConvertToInt()
        || value.intValue() < min
        || value.intValue() > max) {
      throw wrong(field, value, expected);
    }
    return value.intValue();
  }

  /** A finite number above 0. */
  double positive(String field) {
    String expected = "a number above 0";
    JsonNode value = required(field, expected);
    if (!value.isNumber() || !Double.isFinite(value.doubleValue()) || !(value.doubleValue() > 0)) {
      throw wrong(field, value, expected);
    }
    return value.doubleValue();
  }

  double positive(String field, double absent) {
    return has(field) ? positive(field) : absent;
  }

  boolean flag(String field) {
    String expected = "true or false";
    JsonNode value = required(field, expected);
    if (!value.isBoolean()) {
      throw wrong(field, value, expected);
    }
    return value.booleanValue();
  }

  boolean flag(String field, boolean absent) {
    return has(field) ? flag(field) : absent;
  }

  /** A text from each element of an array of a given length. */
  List<String> texts(String field, int length, List<String> allowed) {
    String expected = "an array of %d, each one of %s".formatted(length, allowed);
    JsonNode value = required(field, expected);
    if (!value.isArray() || value.size() != length) {
      throw wrong(field, value, expected);
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode element : value) {
      if (!element.isTextual()) {
        throw wrong(field, value, expected);
      }
      if (!allowed.contains(element.textValue())) {
        throw unsupported(field, element.textValue(), "supported are " + allowed);
      }
      texts.add(element.textValue());
    }
    return texts;
  }

  String text(String field, String expected) {
    JsonNode value = required(field, expected);
    if (!value.isTextual()) {
      throw wrong(field, value, expected);
    }
    return value.textValue();
  }

  /** The object under a field, or empty when the field is missing or null. */
  Optional<ConfigFields> child(String field) {
    if (!has(field)) {
      return Optional.empty();
    }
    if (!node.get(field).isObject()) {
      throw wrong(field, node.get(field), "an object");
    }
    return Optional.of(new ConfigFields(source, prefix + field + ".", node.get(field)));
  }

  /** Refuses a flag whose value is not the only one that is implemented. */
  void requireFlag(String field, boolean only, boolean absent) {
    boolean value = flag(field, absent);
    if (value != only) {
      throw unsupported(field, value, "only " + only + " is supported");
    }
  }

  /** Refuses a list or an object that holds anything. */
  void requireEmpty(String field, String why) {
    if (has(field) && !(node.get(field).isContainerNode() && node.get(field).isEmpty())) {
      throw unsupported(field, node.get(field), why);
    }
  }

  void requireText(String field, List<String> allowed) {
    String value = text(field, "one of " + allowed);
    if (!allowed.contains(value)) {
      throw unsupported(field, value, "supported are " + allowed);
    }
  }

  /** Refuses a field that changes the model in a way that is not implemented. */
  void requireAbsent(String field, String why) {
    if (has(field)) {
      throw unsupported(field, node.get(field), why);
    }
  }

  /**
   * Refuses a field that changes the model in a way that is not implemented, unless its value has
   * no effect: null, false, 0, nothing in it, or a given number.
   */
  void requireNeutral(String field, double neutral, String why) {
    JsonNode value = node.path(field);
    boolean without =
        value.isContainerNode() && value.isEmpty()
            || value.isBoolean() && !value.booleanValue()
            || value.isNumber() && (value.doubleValue() == 0 || value.doubleValue() == neutral);
    if (has(field) && !without) {
      throw unsupported(field, value, why);
    }
  }

  /** The names of all fields. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** As {@link #requireText}, when the field is there. */
  void requireTextIfStated(String field, List<String> allowed) {
    if (has(field)) {
      requireText(field, allowed);
    }
  }

  /** Refuses fields that are not among some; for objects in which every field changes the model. */
  void requireOnly(List<String> known) {
    node.fieldNames()
        .forEachRemaining(
            field -> {
              if (!known.contains(field)) {
                requireAbsent(field, "supported are " + known);
              }
            });
  }

  /**
   * Refuses what transformers lets change the pass of a model of any family, weights that are no
   * plain dense matrices, and models that bring their own code.
   */
  void refuseUniversal() {
    requireFlag("is_causal", true, true);
    requireFlag("is_encoder_decoder", false, false);
    requireFlag("add_cross_attention", false, false);
    requireEmpty("per_layer_config", "blocks with settings of their own are not implemented");
    requireEmpty("pruned_heads", "pruned heads are not implemented");
    requireAbsent("quantization_config", "convert the weights to a floating-point type");
    requireAbsent(
        "transformers_weights", "weights are read from the usual files only; rename them");
    requireAbsent("auto_map", "models that bring their own code cannot be run");
    for (String experts : List.of("num_experts", "num_local_experts", "n_routed_experts")) {
      requireAbsent(experts, "mixtures of experts are not implemented");
    }
    KnownFields.refuseForeign(this);
  }

  void requireArchitecture(String supported) {
    JsonNode architectures = node.path("architectures");
    for (JsonNode architecture : architectures) {
      if (supported.equals(architecture.asText())) {
        return;
      }
    }
    if (!architectures.isMissingNode() && !architectures.isNull()) {
      throw unsupported("architectures", architectures, "supported is " + supported);
    }
  }

  UnsupportedModelException unsupported(String field, Object value, String remedy) {
    return new UnsupportedModelException(
        "%s: \"%s%s\" is %s, which is not supported; %s"
            .formatted(source, prefix, field, shorten(value), remedy));
  }

  InvalidModelException contradiction(String message) {
    return new InvalidModelException(source + ": " + message);
  }

  private JsonNode required(String field, String expected) {
    if (!has(field)) {
      throw new InvalidModelException(
          "%s: \"%s%s\" is missing; expected %s".formatted(source, prefix, field, expected));
    }
    return node.get(field);
  }

  private InvalidModelException wrong(String field, JsonNode value, String expected) {
    return new InvalidModelException(
        "%s: \"%s%s\" is %s; expected %s"
            .formatted(source, prefix, field, shorten(value), expected));
  }

  private static String shorten(Object value) {
    String text = value instanceof String string ? '"' + string + '"' : String.valueOf(value);
    return text.length() <= 100 ? text : text.substring(0, 100) + "…";
  }
}
