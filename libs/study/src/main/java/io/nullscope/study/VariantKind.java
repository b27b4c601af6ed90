package io.nullscope.study;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What was done to the trained model. {@link #TRAINED} is the model itself; every other kind is a
 * null to compare it with.
 */
public enum VariantKind {
  TRAINED("trained"),
  RERANDOMIZED_INCL_EMBEDDINGS("rerandomized-incl-embeddings"),
  RERANDOMIZED_EXCL_EMBEDDINGS("rerandomized-excl-embeddings"),
  STEP0("step0"),
  CONTROL("control");

  private final String id;

  VariantKind(String id) {
    this.id = id;
  }

  /** The name used in study files, step ids and events. */
  public String id() {
    return id;
  }

  /**
   * The kind with this id.
   *
   * @throws IllegalArgumentException when there is none; the message lists what exists
   */
  public static VariantKind fromId(String id) {
    return Arrays.stream(values())
        .filter(kind -> kind.id.equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown variant '"
                        + id
                        + "'; use one of "
                        + Arrays.stream(values())
                            .map(VariantKind::id)
                            .collect(Collectors.joining(", "))));
  }

  @Override
  public String toString() {
    return id;
  }
}
