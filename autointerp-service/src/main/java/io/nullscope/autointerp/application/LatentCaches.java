package io.nullscope.autointerp.application;

import io.nullscope.artifacts.ArtifactId;

/**
 * Makes and opens latent caches: every activation of an SAE's latents on the interpretation tokens.
 */
public interface LatentCaches {

  /**
   * Encodes the interpretation activations of a hook point, or finds them encoded. At positions
   * that do not count no latent fires.
   *
   * @param activations read only when they are not
   * @return artifact id of the cache
   */
  ArtifactId materialize(
      ArtifactId saeId,
      InterpretationActivations activations,
      InterpretationActivations.Source source);

  LatentActivationSource open(ArtifactId cacheId);
}
