package io.nullscope.pretraining;

/** Type of the matrix products of a training; weights and everything else are float32. */
public enum Precision {
  BF16(15),
  F32(6);

  private final long scalarType;

  Precision(long scalarType) {
    this.scalarType = scalarType;
  }

  /** PyTorch's number of the type. */
  long scalarType() {
    return scalarType;
  }
}
