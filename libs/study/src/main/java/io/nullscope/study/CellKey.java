package io.nullscope.study;

import java.util.Objects;

/**
 * One SAE of the study, and one row of the results.
 *
 * @param sae name of the SAE configuration
 * @param saeSeed seed of the SAE's initialisation and batch order, at least 0
 */
public record CellKey(VariantKey variant, HookPoint hookPoint, String sae, long saeSeed) {
  public CellKey {
    Objects.requireNonNull(variant, "variant");
    Objects.requireNonNull(hookPoint, "hookPoint");
    if (!SaeSpec.isName(sae)) {
      throw new IllegalArgumentException(
          "'" + sae + "' is not a name of an SAE configuration; use a-z, 0-9 and hyphens");
    }
    if (saeSeed < 0) {
      throw new IllegalArgumentException("an SAE seed must be at least 0, but is " + saeSeed);
    }
  }

  /** "kind/seed/layers.N/sae/saeSeed", as in step ids. */
  public String id() {
    return variant.id() + "/" + hookPoint + "/" + sae + "/" + saeSeed;
  }

  /**
   * Reads {@link #id()} back.
   *
   * @throws IllegalArgumentException when the text has another form
   */
  public static CellKey parse(String id) {
    String[] parts = id.split("/", -1);
    if (parts.length != 5) {
      throw new IllegalArgumentException(
          "'" + id + "' is not a cell; expected kind/seed/layers.N/sae/saeSeed");
    }
    return new CellKey(
        VariantKey.parse(parts[0] + "/" + parts[1]),
        HookPoint.parse(parts[2]),
        parts[3],
        Decimal.parse(parts[4], id));
  }

  @Override
  public String toString() {
    return id();
  }
}
