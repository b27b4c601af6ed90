package io.nullscope.study;

/** Kind of sparse autoencoder. */
public enum Architecture {
  /** Keeps the k largest pre-activations of each token (Gao et al. 2024, arXiv 2406.04093). */
  TOPK("topk");

  private final String id;

  Architecture(String id) {
    this.id = id;
  }

  /** The name used in study files. */
  public String id() {
    return id;
  }
}
