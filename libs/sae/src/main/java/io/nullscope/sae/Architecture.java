package io.nullscope.sae;

/** How the latents that stay active are chosen. */
public enum Architecture {
  /** The K largest activations of each token (Gao et al., 2024, arXiv 2406.04093). */
  TOPK("topk");

  private final String id;

  Architecture(String id) {
    this.id = id;
  }

  /** The name in files and study specifications. */
  public String id() {
    return id;
  }

  /**
   * The architecture of a name.
   *
   * @throws IllegalArgumentException when there is none of that name
   */
  public static Architecture fromId(String id) {
    for (Architecture architecture : values()) {
      if (architecture.id.equals(id)) {
        return architecture;
      }
    }
    throw new IllegalArgumentException(
        "SAE architecture \"" + id + "\" is not known; use \"topk\"");
  }
}
