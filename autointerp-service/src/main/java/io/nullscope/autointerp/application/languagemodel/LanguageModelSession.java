package io.nullscope.autointerp.application.languagemodel;

import io.nullscope.autointerp.domain.FailureReason;
import io.nullscope.autointerp.domain.LanguageModelUsage;
import java.util.Map;

/** A language model while one SAE is interpreted. */
public interface LanguageModelSession extends AutoCloseable {

  /** The model. */
  ChatModel chat();

  /** What it was asked so far in this session. */
  LanguageModelUsage usage();

  /** What the server said last to requests that failed for a reason, in its own words. */
  Map<FailureReason, String> said();

  /** Requests that have been answered or have failed so far, each distinct one once. */
  long answered();

  /**
   * Looks back at what was asked. Failures that may pass are forgotten, so that they are asked
   * again; and it may turn out that the server cut prompts, whose replies count for nothing then.
   *
   * @return whether asking everything again can give other answers
   */
  boolean revise();

  /** Forgets the replies that were of no use: a later session asks for them again. */
  void forgetFailures();

  /**
   * Waits until every reply is durable, and hangs up. Results that were made of replies are to be
   * committed after this.
   */
  @Override
  void close();
}
