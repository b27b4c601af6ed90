package io.nullscope.transformer;

import ai.djl.ndarray.NDArray;
import io.nullscope.tensor.TensorScope;

/**
 * Cosines and sines of the rotary embedding, computed in double precision: position p turns the
 * pair of dimensions (j, j + r/2) of a head by the angle p base^(-2j/r). See Su et al. 2021, arXiv
 * 2104.09864.
 */
public final class RotaryTable {

  private final TensorScope scope;
  private final int width;
  private final double base;

  private int positions;
  private NDArray cosines;
  private NDArray sines;

  /**
   * An empty table.
   *
   * @param scope owns the tensors
   */
  public RotaryTable(TensorScope scope, TransformerConfig config) {
    this.scope = scope;
    this.width = config.rotaryWidth();
    this.base = config.rotaryBase();
  }

  /** Makes the table reach at least this many positions. */
  public void reach(int wanted) {
    if (wanted <= positions) {
      return;
    }
    if (positions > 0) {
      cosines.close();
      sines.close();
    }
    float[] cos = new float[wanted * width];
    float[] sin = new float[wanted * width];
    int half = width / 2;
    for (int position = 0; position < wanted; position++) {
      for (int pair = 0; pair < half; pair++) {
        double angle = position * Math.pow(base, -2.0 * pair / width);
        int at = position * width + pair;
        cos[at] = (float) Math.cos(angle);
        cos[at + half] = cos[at];
        // The kernels add the swapped halves times this, so the sign of the rotation goes in here.
        sin[at] = (float) -Math.sin(angle);
        sin[at + half] = (float) Math.sin(angle);
      }
    }
    cosines = scope.floats(cos, wanted, 1, width);
    sines = scope.floats(sin, wanted, 1, width);
    positions = wanted;
  }

  /** [positions, 1, r]. */
  public NDArray cosines() {
    return cosines;
  }

  /** [positions, 1, r]: first half negated. */
  public NDArray sines() {
    return sines;
  }
}
