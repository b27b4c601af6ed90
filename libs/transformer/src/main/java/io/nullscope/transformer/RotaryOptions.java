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

  private static final String OBJECT = "rope_parameters";
  private static final String SCALING = "rope_scaling";

  private final ConfigFields fields;
  private final Optional<ConfigFields> object;

  private RotaryOptions(ConfigFields fields, Optional<ConfigFields> object) {
    this.fields = fields;
    this.object = object;
  }

  /**
   * Reads the settings and refuses every scaling of positions.
   *
   * @throws UnsupportedModelException when positions are scaled
   */
  static RotaryOptions read(ConfigFields fields) {
    fields.child(SCALING).ifPresent(RotaryOptions::refuseScaling);
    Optional<ConfigFields> object = fields.child(OBJECT);
    object.ifPresent(RotaryOptions::refuseScaling);
    return new RotaryOptions(fields, object);
  }

  private static void refuseScaling(ConfigFields rope) {
    for (String field : List.of("rope_type", "type")) {
      if (rope.has(field)) {
        rope.requireText(field, List.of("default"));
      }
    }
    rope.requireAbsent("factor", "positions are not scaled here");
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
