package io.nullscope.autointerp.domain;

import java.util.List;

/** Puts into words, or into weights, what the windows in which a latent fires have in common. */
public interface Explainer {

  /** Kind as it stands in the study and in the results, for example {@code lexical}. */
  String kind();

  /**
   * Explains one latent.
   *
   * @param latent index of the latent in its SAE
   * @param windows windows in which it fires, at least one
   */
  Explanation explain(int latent, List<Window> windows);
}
