package io.nullscope.tensor;

import ai.djl.ndarray.NDArray;

/** Shape checks at public entry points, with the letters of docs/numerics.md in the message. */
public final class Shapes {

  private Shapes() {}

  /**
   * Checks a tensor's shape.
   *
   * @param name the argument's name, for the message
   * @param letters axis letters, e.g. {@code "B D"}
   * @param expected sizes; -1 accepts any size
   * @throws IllegalArgumentException when rank or a size differs
   */
  public static void require(NDArray array, String name, String letters, long... expected) {
    long[] actual = array.getShape().getShape();
    boolean fits = actual.length == expected.length;
    for (int i = 0; fits && i < expected.length; i++) {
      fits = expected[i] == -1 || expected[i] == actual[i];
    }
    if (!fits) {
      throw new IllegalArgumentException(
          name
              + " has shape "
              + array.getShape()
              + ", expected ["
              + letters
              + "] = "
              + java.util.Arrays.toString(expected));
    }
  }
}
