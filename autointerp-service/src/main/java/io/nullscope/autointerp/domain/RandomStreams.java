package io.nullscope.autointerp.domain;

import java.util.random.RandomGenerator;

/**
 * Independent random generators by name. The same name gives a generator that starts from the same
 * place every time, so what is drawn for one latent and purpose does not depend on which other
 * latents are looked at, nor on their order.
 */
@FunctionalInterface
public interface RandomStreams {

  /** A fresh generator at the start of the stream with this name. */
  RandomGenerator stream(String name);

  /** The streams whose names begin with {@code prefix} and a slash. */
  default RandomStreams within(String prefix) {
    return name -> stream(prefix + "/" + name);
  }
}
