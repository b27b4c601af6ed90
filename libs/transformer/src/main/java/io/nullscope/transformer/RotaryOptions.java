package io.nullscope.transformer;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Rotary settings, which configurations state in one of two places: flat fields, or (since
 * transformers 5) the object {@code rope_parameters}. Stating a value in both is allowed when they
 * agree.
 */
final class RotaryOptions {

  static final String DEFAULT = "default";
  static final String LINEAR = "linear";
  static final String LLAMA_3 = "llama3";

  private static final String OBJECT = "rope_parameters";
  private static final String SCALING = "rope_scaling";

  private static final String ORIGINAL_CONTEXT = "original_max_position_embeddings";

  /**
   * Fields of either object; a nested object, as in models whose blocks differ, is none of them.
   */
  private static final List<String> KNOWN =
      List.of(
          "rope_type",
          "type",
          "rope_theta",
          "partial_rotary_factor",
          "factor",
          "low_freq_factor",
          "high_freq_factor",
          ORIGINAL_CONTEXT);

  private final ConfigFields fields;
  private final RotaryScaling scaling;

  private RotaryOptions(ConfigFields fields, RotaryScaling scaling) {
    this.fields = fields;
    this.scaling = scaling;
  }

  /**
   * Reads the settings.
   *
   * @param types the ways of scaling that the family knows
   * @throws UnsupportedModelException when positions are scaled in another way
   */
  static RotaryOptions read(ConfigFields fields, List<String> types) {
    Optional<RotaryScaling> nested = fields.child(OBJECT).map(rope -> scaling(fields, rope, types));
    Optional<RotaryScaling> old = fields.child(SCALING).map(rope -> scaling(fields, rope, types));
    if (nested.isPresent() && old.isPresent() && !nested.equals(old)) {
      throw fields.contradiction(
          "\"%s\" and \"%s\" scale positions differently; remove one of them"
              .formatted(SCALING, OBJECT));
    }
    return new RotaryOptions(fields, nested.or(() -> old).orElseGet(RotaryScaling.None::new));
  }

  private static RotaryScaling scaling(ConfigFields fields, ConfigFields rope, List<String> types) {
    // "type" is the older name; where both are stated, transformers reads "rope_type".
    String field = rope.has("rope_type") || !rope.has("type") ? "rope_type" : "type";
    if (rope.has(field)) {
      rope.requireText(field, types);
    }
    rope.requireOnly(KNOWN);
    return switch (rope.has(field) ? rope.text(field, "text") : DEFAULT) {
      case LINEAR -> new RotaryScaling.Linear(rope.positive("factor"));
      case LLAMA_3 -> llama3(fields, rope);
      default -> {
        rope.requireAbsent("factor", "positions are not scaled without a \"rope_type\"");
        yield new RotaryScaling.None();
      }
    };
  }

  private static RotaryScaling llama3(ConfigFields fields, ConfigFields rope) {
    RotaryScaling.Llama3 scaling =
        new RotaryScaling.Llama3(
            rope.positive("factor"),
            rope.positive("low_freq_factor"),
            rope.positive("high_freq_factor"),
            originalContext(fields, rope));
    if (scaling.highFrequencyFactor() <= scaling.lowFrequencyFactor()) {
      throw rope.contradiction(
          "\"high_freq_factor\" %s must be above \"low_freq_factor\" %s"
              .formatted(scaling.highFrequencyFactor(), scaling.lowFrequencyFactor()));
    }
    return scaling;
  }

  /** Of the object, or the flat field, or else the model's context, as transformers has it. */
  private static int originalContext(ConfigFields fields, ConfigFields rope) {
    boolean flat = fields.has(ORIGINAL_CONTEXT);
    int outer =
        fields.size(flat ? ORIGINAL_CONTEXT : "max_position_embeddings", ConfigFields.MAX_CONTEXT);
    int inner = rope.size(ORIGINAL_CONTEXT, ConfigFields.MAX_CONTEXT, outer);
    if (flat && inner != outer) {
      throw rope.contradiction(
          "\"%1$s\" is %2$d beside the rotary settings and %3$d in them; remove one of them"
              .formatted(ORIGINAL_CONTEXT, outer, inner));
    }
    return inner;
  }

  RotaryScaling scaling() {
    return scaling;
  }

  /**
   * A setting by its flat name and its name in the objects, or empty when it is in none of them.
   *
   * @throws InvalidModelException when two differ
   */
  OptionalDouble find(String flat, String nested) {
    OptionalDouble found = positive(Optional.of(fields), flat);
    String where = flat;
    for (String object : List.of(OBJECT, SCALING)) {
      OptionalDouble inner = positive(fields.child(object), nested);
      if (found.isPresent() && inner.isPresent() && found.getAsDouble() != inner.getAsDouble()) {
        throw fields.contradiction(
            "\"%s\" is %s but \"%s.%s\" is %s; remove one of them"
                .formatted(where, found.getAsDouble(), object, nested, inner.getAsDouble()));
      }
      if (found.isEmpty() && inner.isPresent()) {
        found = inner;
        where = object + "." + nested;
      }
    }
    return found;
  }

  private static OptionalDouble positive(Optional<ConfigFields> where, String field) {
    return where.filter(found -> found.has(field)).stream()
        .mapToDouble(found -> found.positive(field))
        .findFirst();
  }
}
