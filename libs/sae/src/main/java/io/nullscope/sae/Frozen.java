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
  /** Nothing learns: an untrained autoencoder. Steps only measure. */
  ALL("all");

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
      case ENCODER -> this == NONE || this == DECODER;
      case DECODER -> this == NONE || this == ENCODER;
      case CENTRE -> this != ALL;
      case STATISTIC -> false;
    };
  }
}
