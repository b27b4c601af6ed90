package io.nullscope.transformer;

import java.util.Objects;

/**
 * A rotary position embedding: position p turns the pair of dimensions (j, j + r/2) of each head by
 * p times the pair's frequency, base^(-2j/r) before scaling. See Su et al. 2021, arXiv 2104.09864.
 *
 * @param width r, how many leading dimensions of a head are turned; even
 * @param base above 0
 * @param scaling how frequencies are changed
 */
public record Rotary(int width, double base, RotaryScaling scaling) {

  public Rotary {
    Objects.requireNonNull(scaling, "scaling");
  }

  /** Radians a position of pair j, from 0. */
  public double frequency(int pair) {
    return scaling.scale(Math.pow(base, -2.0 * pair / width));
  }
}
