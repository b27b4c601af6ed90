package io.nullscope.sae;

/**
 * Null autoencoders: what training leaves at its random start (compare arXiv 2602.14111). b_dec is
 * not random, it starts from the data, and learns unless everything is frozen.
 */
public enum Frozen {
  /** Everything learns. */
  NONE("none"),
  /** The encoder's weights, biases, gates and thresholds stay. */
  ENCODER("encoder"),
  /** The directions that latents write stay. */
  DECODER("decoder"),
  /**
   * The directions that latents write stay within a cosine of {@link #LEAST_COSINE} of their start
   * (the "soft-frozen decoder" of arXiv 2602.14111).
   */
  SOFT_DECODER("soft-decoder"),
  /** Nothing learns: an untrained autoencoder. Steps only measure. */
  ALL("all");

  /** Of a decoder row of {@link #SOFT_DECODER} with its start. */
  public static final double LEAST_COSINE = 0.8;

  private final String id;

  Frozen(String id) {
    this.id = id;
  }

  /** The name in study specifications. */
  public String id() {
    return id;
  }

  boolean learns(ParameterTensor.Part part) {
    return switch (part) {
      case ENCODER -> this != ENCODER && this != ALL;
      case DECODER -> this != DECODER && this != ALL;
      case CENTRE -> this != ALL;
      case STATISTIC -> false;
    };
  }
}
