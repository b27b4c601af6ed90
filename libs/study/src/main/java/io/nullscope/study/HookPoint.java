package io.nullscope.study;

/**
 * The residual stream after block {@code layer}, written "layers.N" with N from 0.
 *
 * @param layer index of the block, at least 0
 */
public record HookPoint(int layer) implements Comparable<HookPoint> {
  private static final String PREFIX = "layers.";

  public HookPoint {
    if (layer < 0) {
      throw new IllegalArgumentException("a layer must be at least 0, but is " + layer);
    }
  }

  /**
   * Reads "layers.N".
   *
   * @throws IllegalArgumentException when the text has another form
   */
  public static HookPoint parse(String text) {
    if (!text.matches("layers\\.(0|[1-9][0-9]{0,5})")) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a hook point; write layers.N with N from 0, e.g. layers.0");
    }
    return new HookPoint(Integer.parseInt(text.substring(PREFIX.length())));
  }

  @Override
  public int compareTo(HookPoint other) {
    return Integer.compare(layer, other.layer);
  }

  @Override
  public String toString() {
    return PREFIX + layer;
  }
}
