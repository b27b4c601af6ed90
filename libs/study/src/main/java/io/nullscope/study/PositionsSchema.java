package io.nullscope.study;

import io.nullscope.study.SpecNode.Scalar;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The positions that do not count. */
final class PositionsSchema {
  static final String KEY = "positions";

  /** How a study file says that no position is left out for the length of its activation. */
  static final String NONE = "none";

  private PositionsSchema() {}

  static PositionsSpec read(SpecSection section) {
    PositionsSpec defaults = PositionsSpec.DEFAULT;
    String tokens = "list token ids in brackets, e.g. [50256]; or remove it";
    return new PositionsSpec(
        section.flag("specialTokens", defaults.specialTokens()),
        (int)
            section.whole(
                "first",
                Optional.of((long) defaults.first()),
                0,
                SpecLimits.CONTEXT,
                "set how many positions to leave out at the beginning of a window, e.g. 1, or 0"),
        maxNormMedians(section),
        section
            .list("tokens", List.of(), tokens, section.wholes(0, Integer.MAX_VALUE, tokens))
            .stream()
            .map(Math::toIntExact)
            .toList());
  }

  private static OptionalDouble maxNormMedians(SpecSection section) {
    String key = "maxNormMedians";
    boolean none =
        section
            .value(key)
            .filter(node -> node instanceof Scalar scalar && scalar.text().equals(NONE))
            .isPresent();
    if (none) {
      return OptionalDouble.empty();
    }
    return section
        .number(
            key,
            value -> value > 1 && value <= SpecLimits.WEIGHT,
            "greater than 1 and at most " + CanonicalJson.number(SpecLimits.WEIGHT),
            "set how many times the median norm an activation may have, e.g. 10, or none")
        .map(OptionalDouble::of)
        .orElse(OptionalDouble.empty());
  }
}
