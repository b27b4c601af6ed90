package io.nullscope.autointerp.application;

import io.nullscope.artifacts.ArtifactId;
import io.nullscope.study.HookPoint;

/**
 * Makes and opens latent caches: every activation of an SAE's latents on the interpretation tokens.
 */
public interface LatentCaches {

  /**
   * Encodes the interpretation activations of a hook point, or finds them encoded.
   *
   * @return artifact id of the cache
   */
  ArtifactId materialize(ArtifactId saeId, ArtifactId activationsId, HookPoint hookPoint);

  LatentActivationSource open(ArtifactId cacheId);
}
