package io.nullscope.autointerp.application;

import io.nullscope.artifacts.ArtifactId;
import io.nullscope.autointerp.domain.NearestWindows;
import io.nullscope.autointerp.domain.TokenTexts;

/** Sentence embeddings of windows of stored tokens, made once for all SAEs on these tokens. */
@FunctionalInterface
public interface WindowEmbeddings {

  /**
   * Pools of windows of one length; nothing is loaded or embedded before a pool is asked for.
   *
   * @param tokensId the tokens that the windows are cut from
   * @param windowLength tokens per window
   * @param rootSeed the study's; it decides which windows are in the pool
   * @param texts what the windows read as
   */
  NearestWindows of(ArtifactId tokensId, int windowLength, long rootSeed, TokenTexts texts);
}
