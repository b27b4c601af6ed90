package io.nullscope.study;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * What was done to the trained model, and from or up to which layer where that matters. {@link
 * #TRAINED} is the model itself; every other kind is a null to compare it with. Kinds without a
 * layer exist once each, so they may be compared by identity.
 */
public final class VariantKind implements Comparable<VariantKind> {
  public static final VariantKind TRAINED = new VariantKind(Treatment.TRAINED);
  public static final VariantKind RERANDOMIZED_INCL_EMBEDDINGS =
      new VariantKind(Treatment.RERANDOMIZED_INCL_EMBEDDINGS);
  public static final VariantKind RERANDOMIZED_EXCL_EMBEDDINGS =
      new VariantKind(Treatment.RERANDOMIZED_EXCL_EMBEDDINGS);
  public static final VariantKind STEP0 = new VariantKind(Treatment.STEP0);
  public static final VariantKind CONTROL = new VariantKind(Treatment.CONTROL);
  public static final VariantKind PERMUTED = new VariantKind(Treatment.PERMUTED);
  public static final VariantKind SPECTRUM = new VariantKind(Treatment.SPECTRUM);
  public static final VariantKind TOKEN_SHUFFLED = new VariantKind(Treatment.TOKEN_SHUFFLED);

  /** The five of arXiv 2501.17727: what a study compares unless it says otherwise. */
  public static final List<VariantKind> PAPER =
      List.of(TRAINED, RERANDOMIZED_INCL_EMBEDDINGS, RERANDOMIZED_EXCL_EMBEDDINGS, STEP0, CONTROL);

  private static final List<VariantKind> WITHOUT_LAYER =
      List.of(
          TRAINED,
          RERANDOMIZED_INCL_EMBEDDINGS,
          RERANDOMIZED_EXCL_EMBEDDINGS,
          STEP0,
          CONTROL,
          PERMUTED,
          SPECTRUM,
          TOKEN_SHUFFLED);

  private static final int NO_LAYER = -1;

  private final Treatment treatment;
  private final int layer;

  private VariantKind(Treatment treatment) {
    this.treatment = treatment;
    this.layer = NO_LAYER;
  }

  private VariantKind(Treatment treatment, int layer) {
    if (layer < 0) {
      throw new IllegalArgumentException(
          "the layer of " + treatment.form() + " must be at least 0, but is " + layer);
    }
    this.treatment = treatment;
    this.layer = layer;
  }

  /** Re-randomised from this layer, counted from 0, to the end of the model. */
  public static VariantKind cascadingTop(int from) {
    return new VariantKind(Treatment.CASCADING_TOP, from);
  }

  /** Re-randomised from the embeddings to this layer, counted from 0, which is included. */
  public static VariantKind cascadingBottom(int to) {
    return new VariantKind(Treatment.CASCADING_BOTTOM, to);
  }

  public Treatment treatment() {
    return treatment;
  }

  /** The layer that is part of the kind, counted from 0 as in {@link HookPoint}. */
  public OptionalInt layer() {
    return layer == NO_LAYER ? OptionalInt.empty() : OptionalInt.of(layer);
  }

  /**
   * The name used in study files, step ids and events: one path segment, such as {@code step0} or
   * {@code cascading-top-3}.
   */
  public String id() {
    return layer == NO_LAYER ? treatment.id() : treatment.id() + "-" + layer;
  }

  /**
   * The kind with this id.
   *
   * @throws IllegalArgumentException when there is none; the message lists what exists
   */
  public static VariantKind fromId(String id) {
    for (VariantKind kind : WITHOUT_LAYER) {
      if (kind.id().equals(id)) {
        return kind;
      }
    }
    for (Treatment treatment : Treatment.values()) {
      String prefix = treatment.id() + "-";
      if (treatment.layered() && id.startsWith(prefix)) {
        String layer = id.substring(prefix.length());
        if (layer.matches("0|[1-9][0-9]{0,5}")) {
          return new VariantKind(treatment, Integer.parseInt(layer));
        }
      }
    }
    throw new IllegalArgumentException(
        "unknown variant '"
            + id
            + "'; use one of "
            + String.join(", ", forms())
            + ", with a layer from 0 for N");
  }

  /** How each kind is written, with N for a layer. */
  static List<String> forms() {
    return Arrays.stream(Treatment.values()).map(Treatment::form).toList();
  }

  /** By treatment, then by layer. */
  @Override
  public int compareTo(VariantKind other) {
    return treatment == other.treatment
        ? Integer.compare(layer, other.layer)
        : treatment.compareTo(other.treatment);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VariantKind that && treatment == that.treatment && layer == that.layer;
  }

  @Override
  public int hashCode() {
    return Objects.hash(treatment, layer);
  }

  @Override
  public String toString() {
    return id();
  }
}
