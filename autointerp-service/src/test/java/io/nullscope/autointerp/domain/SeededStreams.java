package io.nullscope.autointerp.domain;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Named streams for tests: one generator for each seed and name. */
public record SeededStreams(long seed) implements RandomStreams {

  @Override
  public RandomGenerator stream(String name) {
    long hash = 0xcbf29ce484222325L;
    for (char c : name.toCharArray()) {
      hash = (hash ^ c) * 0x100000001b3L;
    }
    // The seed is mixed first: raw seeds a step apart would give the same stream, shifted.
    return new SplittableRandom(hash ^ new SplittableRandom(seed).nextLong());
  }
}
