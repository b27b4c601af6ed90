package io.nullscope.autointerp.application;

import io.nullscope.artifacts.ArtifactId;
import io.nullscope.autointerp.domain.TokenCorpus;
import io.nullscope.autointerp.domain.TokenTexts;

/** The interpretation tokens and what they read as. */
public interface TokenSources {

  TokenCorpus corpus(ArtifactId tokensId);

  TokenTexts texts(ArtifactId variantId);
}
