package io.nullscope.study;

/** What the decoder's bias is before the first training step. */
public enum DecoderBias {
  /** Mean of training activations. */
  MEAN("mean"),
  /** Geometric median of training activations: the point with the least summed distance. */
  GEOMETRIC_MEDIAN("geometric-median");

  private final String id;

  DecoderBias(String id) {
    this.id = id;
  }

  /** The name used in study files. */
  public String id() {
    return id;
  }
}
