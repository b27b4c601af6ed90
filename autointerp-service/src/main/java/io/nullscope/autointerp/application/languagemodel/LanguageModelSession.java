package io.nullscope.autointerp.application.languagemodel;

import io.nullscope.autointerp.domain.LanguageModelUsage;

/** A language model while one SAE is interpreted. */
public interface LanguageModelSession extends AutoCloseable {

  /** The model. */
  ChatModel chat();

  /** What it was asked so far in this session. */
  LanguageModelUsage usage();

  /**
   * Waits until every reply is durable, and hangs up. Results that were made of replies are to be
   * committed after this.
   */
  @Override
  void close();
}
