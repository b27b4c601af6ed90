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

  private final ConfigFields fields;
  private final Optional<ConfigFields> object;
  private final RotaryScaling scaling;

  private RotaryOptions(ConfigFields fields, Optional<ConfigFields> object, RotaryScaling scaling) {
    this.fields = fields;
    this.object = object;
    this.scaling = scaling;
  }

  /**
   * Reads the settings.
   *
   * @param types the ways of scaling that the family knows
   * @throws UnsupportedModelException when positions are scaled in another way
   */
  static RotaryOptions read(ConfigFields fields, List<String> types) {
    Optional<ConfigFields> object = fields.child(OBJECT);
    Optional<RotaryScaling> nested = object.map(rope -> scaling(rope, types));
    Optional<RotaryScaling> old = fields.child(SCALING).map(rope -> scaling(rope, types));
    if (nested.isPresent() && old.isPresent() && !nested.equals(old)) {
      throw fields.contradiction(
          "\"%s\" and \"%s\" scale positions differently; remove one of them"
              .formatted(SCALING, OBJECT));
    }
    return new RotaryOptions(
        fields, object, nested.or(() -> old).orElseGet(RotaryScaling.None::new));
  }

  private static RotaryScaling scaling(ConfigFields rope, List<String> types) {
    // "type" is the older name; where both are stated, transformers reads "rope_type".
    String field = rope.has("rope_type") || !rope.has("type") ? "rope_type" : "type";
    if (rope.has(field)) {
      rope.requireText(field, types);
    }
    return switch (rope.has(field) ? rope.text(field, "text") : DEFAULT) {
      case LINEAR -> new RotaryScaling.Linear(rope.positive("factor"));
      case LLAMA_3 -> llama3(rope);
      default -> {
        rope.requireAbsent("factor", "positions are not scaled without a \"rope_type\"");
        yield new RotaryScaling.None();
      }
    };
  }

  private static RotaryScaling llama3(ConfigFields rope) {
    RotaryScaling.Llama3 scaling =
        new RotaryScaling.Llama3(
            rope.positive("factor"),
            rope.positive("low_freq_factor"),
            rope.positive("high_freq_factor"),
            rope.size("original_max_position_embeddings", ConfigFields.MAX_CONTEXT));
    if (scaling.highFrequencyFactor() <= scaling.lowFrequencyFactor()) {
      throw rope.contradiction(
          "\"high_freq_factor\" %s must be above \"low_freq_factor\" %s"
              .formatted(scaling.highFrequencyFactor(), scaling.lowFrequencyFactor()));
    }
    return scaling;
  }

  RotaryScaling scaling() {
    return scaling;
  }

  /**
   * A setting by its flat name and its name in the object, or empty when it is in neither.
   *
   * @throws InvalidModelException when the two differ
   */
  OptionalDouble find(String flat, String nested) {
    OptionalDouble outer = positive(Optional.of(fields), flat);
    OptionalDouble inner = positive(object, nested);
    if (outer.isPresent() && inner.isPresent() && outer.getAsDouble() != inner.getAsDouble()) {
      throw fields.contradiction(
          "\"%s\" is %s but \"%s.%s\" is %s; remove one of them"
              .formatted(flat, outer.getAsDouble(), OBJECT, nested, inner.getAsDouble()));
    }
    return outer.isPresent() ? outer : inner;
  }

  private static OptionalDouble positive(Optional<ConfigFields> where, String field) {
    return where.filter(found -> found.has(field)).stream()
        .mapToDouble(found -> found.positive(field))
        .findFirst();
  }
}
