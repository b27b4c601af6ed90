package io.nullscope.autointerp.application;

import io.nullscope.artifacts.ArtifactId;
import io.nullscope.autointerp.domain.TokenCorpus;
import io.nullscope.autointerp.domain.TokenTexts;
import io.nullscope.study.HookPoint;

/** The interpretation tokens and what they read as. */
public interface TokenSources {

  /**
   * The tokens.
   *
   * @param positionsId which of their positions count
   */
  TokenCorpus corpus(ArtifactId tokensId, ArtifactId positionsId, HookPoint hookPoint);

  TokenTexts texts(ArtifactId variantId);
}
