package io.nullscope.autointerp.application;

/**
 * The latent cache of one SAE over the interpretation tokens: every (token, latent) pair with an
 * activation, streamed.
 */
public interface LatentActivationSource {

  /** Number of latents of the SAE (F). */
  int latents();

  /**
   * Streams the whole cache once, in ascending order of tokens (any order of the latents of one
   * token). Can be called again and then gives the same entries.
   */
  void read(Visitor visitor);

  /** Receives the entries of the cache. */
  @FunctionalInterface
  interface Visitor {

    /**
     * One entry.
     *
     * @param position global position of the token
     * @param latent index of the latent, 0 to F - 1
     * @param activation its activation, not negative
     */
    void entry(long position, int latent, float activation);
  }
}
