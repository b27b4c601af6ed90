package io.nullscope.study;

/** Number format of an SAE's matrix products; weights and optimiser moments are float32 always. */
public enum Precision {
  /** The fastest that the device computes well. */
  AUTO("auto"),
  FLOAT32("float32"),
  BFLOAT16("bfloat16");

  private final String id;

  Precision(String id) {
    this.id = id;
  }

  /** The name used in study files. */
  public String id() {
    return id;
  }
}
