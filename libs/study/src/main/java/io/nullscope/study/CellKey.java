package io.nullscope.study;

import java.util.Objects;

/**
 * One SAE of the study, and one row of the results.
 *
 * @param saeSeed seed of the SAE's initialisation and batch order, at least 0
 */
public record CellKey(VariantKey variant, HookPoint hookPoint, long saeSeed) {
  public CellKey {
    Objects.requireNonNull(variant, "variant");
    Objects.requireNonNull(hookPoint, "hookPoint");
    if (saeSeed < 0) {
      throw new IllegalArgumentException("an SAE seed must be at least 0, but is " + saeSeed);
    }
  }

  /** "kind/seed/layers.N/saeSeed", as in step ids. */
  public String id() {
    return variant.id() + "/" + hookPoint + "/" + saeSeed;
  }

  /**
   * Reads {@link #id()} back.
   *
   * @throws IllegalArgumentException when the text has another form
   */
  public static CellKey parse(String id) {
    String[] parts = id.split("/", -1);
    if (parts.length != 4) {
      throw new IllegalArgumentException(
          "'" + id + "' is not a cell; expected kind/seed/layers.N/saeSeed");
    }
    return new CellKey(
        VariantKey.parse(parts[0] + "/" + parts[1]),
        HookPoint.parse(parts[2]),
        Decimal.parse(parts[3], id));
  }

  @Override
  public String toString() {
    return id();
  }
}
