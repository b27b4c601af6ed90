package io.nullscope.autointerp.domain;

import java.util.List;

/**
 * Puts into words, or into weights, what the windows in which a latent fires have in common. Called
 * from several threads at once.
 */
public interface Explainer {

  /** Kind as it stands in the study and in the results, for example {@code lexical}. */
  String kind();

  /**
   * Explains one latent.
   *
   * @param latent index of the latent in its SAE
   * @param firing windows in which it fires, at least one
   * @param silent windows in which it does not, for contrast; empty unless the study asks for them
   */
  Explanation explain(int latent, List<Window> firing, List<Window> silent);

  /** Whether it can say anything about a latent; others are not sampled. */
  default boolean knows(int latent) {
    return true;
  }
}
