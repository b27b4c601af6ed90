package io.nullscope.metrics.domain;

import java.util.random.RandomGenerator;

/** Gives the generator of a named purpose; the same name gives the same numbers again. */
@FunctionalInterface
public interface RandomSource {

  RandomGenerator stream(String name);
}
