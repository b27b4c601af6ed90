package io.nullscope.sae;

/**
 * Random numbers for the initialisation, drawn by the caller: one endless sequence of independent
 * uniform numbers in (0, 1) that can be read from any position, always with the same result.
 */
@FunctionalInterface
public interface UniformSource {

  /**
   * Fills an array with a part of the sequence.
   *
   * @param from position of the first number
   * @param target receives the numbers from position {@code from} on
   */
  void fill(long from, float[] target);
}
