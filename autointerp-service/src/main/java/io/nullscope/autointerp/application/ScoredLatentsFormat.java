package io.nullscope.autointerp.application;

import io.nullscope.autointerp.domain.LanguageModelReport;
import io.nullscope.autointerp.domain.ScoredLatents;
import io.nullscope.autointerp.domain.TokenTexts;

/** The stored form of scored latents. */
@FunctionalInterface
public interface ScoredLatentsFormat {

  /** Bytes of a {@code ScoredLatents} message of scores.proto; equal results give equal bytes. */
  byte[] bytes(ScoredLatents latents, LanguageModelReport report, TokenTexts texts);
}
