package io.nullscope.autointerp.application;

import io.nullscope.autointerp.domain.RandomStreams;
import io.nullscope.autointerp.domain.TokenCorpus;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** A cache made of latents with known behaviour; every read computes it anew from the corpus. */
final class SyntheticCache implements LatentActivationSource {

  /**
   * Activation of one latent on one token; the generator is at the start of the latent's stream on
   * each read.
   */
  interface Latent {
    float activation(long position, int tokenId, RandomGenerator random);
  }

  private final TokenCorpus corpus;
  private final RandomStreams random;
  private final List<Latent> latents = new ArrayList<>();
  private int reads;

  SyntheticCache(TokenCorpus corpus, RandomStreams random) {
    this.corpus = corpus;
    this.random = random;
  }

  SyntheticCache with(Latent latent) {
    latents.add(latent);
    return this;
  }

  /** Fires on every occurrence of one token, with a random strength. */
  static Latent indicator(int token) {
    return (position, tokenId, random) -> tokenId == token ? 0.5f + random.nextFloat() : 0;
  }

  /** Fires at random positions whatever the token. */
  static Latent noise(double probability) {
    return (position, tokenId, random) ->
        random.nextDouble() < probability ? 0.5f + random.nextFloat() : 0;
  }

  static Latent dead() {
    return (position, tokenId, random) -> 0;
  }

  int reads() {
    return reads;
  }

  @Override
  public int latents() {
    return latents.size();
  }

  @Override
  public void read(Visitor visitor) {
    reads++;
    RandomGenerator[] generators = new RandomGenerator[latents.size()];
    for (int i = 0; i < generators.length; i++) {
      generators[i] = random.stream("synthetic-latent-" + i);
    }
    for (long position = 0; position < corpus.tokens(); position++) {
      for (int i = 0; i < generators.length; i++) {
        float activation =
            latents.get(i).activation(position, corpus.tokenId(position), generators[i]);
        if (activation > 0) {
          visitor.entry(position, i, activation);
        }
      }
    }
  }
}
