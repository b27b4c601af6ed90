package io.nullscope.transformer;

import ai.djl.ndarray.NDArray;
import io.nullscope.tensor.TensorScope;
import java.util.List;

/** Cosines and sines of a rotary embedding, computed in double precision. */
public final class RotaryTable {

  private final TensorScope scope;
  private final Rotary rotary;

  private int positions;
  private NDArray cosines;
  private NDArray sines;

  /**
   * An empty table.
   *
   * @param scope owns the tensors
   */
  public RotaryTable(TensorScope scope, Rotary rotary) {
    this.scope = scope;
    this.rotary = rotary;
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
    int width = rotary.width();
    float[] cos = new float[wanted * width];
    float[] sin = new float[wanted * width];
    int half = width / 2;
    for (int position = 0; position < wanted; position++) {
      for (int pair = 0; pair < half; pair++) {
        double angle = position * rotary.frequency(pair);
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

  /** Cosines and sines. */
  List<NDArray> tensors() {
    return List.of(cosines, sines);
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
