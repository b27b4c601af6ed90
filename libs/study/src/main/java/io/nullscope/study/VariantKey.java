package io.nullscope.study;

import java.util.Objects;

/**
 * One variant of the model: the kind and the seed of its draw (0 for kinds that draw nothing).
 *
 * @param kind what was done to the model
 * @param seed at least 0
 */
public record VariantKey(VariantKind kind, long seed) {
  public VariantKey {
    Objects.requireNonNull(kind, "kind");
    if (seed < 0) {
      throw new IllegalArgumentException("a variant seed must be at least 0, but is " + seed);
    }
  }

  /** "kind/seed", as in step ids. */
  public String id() {
    return kind.id() + "/" + seed;
  }

  /**
   * Reads {@link #id()} back.
   *
   * @throws IllegalArgumentException when the text is not of the form kind/seed
   */
  public static VariantKey parse(String id) {
    int slash = id.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("'" + id + "' is not a variant; expected kind/seed");
    }
    return new VariantKey(
        VariantKind.fromId(id.substring(0, slash)), Decimal.parse(id.substring(slash + 1), id));
  }

  @Override
  public String toString() {
    return id();
  }
}
