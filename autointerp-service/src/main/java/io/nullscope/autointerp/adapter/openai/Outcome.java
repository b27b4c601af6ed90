package io.nullscope.autointerp.adapter.openai;

import io.nullscope.autointerp.application.languagemodel.Completion;
import io.nullscope.autointerp.domain.FailureReason;

/** What came of a request after all its attempts. */
sealed interface Outcome {

  /** A reply, usable or not. */
  record Replied(Completion completion) implements Outcome {}

  /**
   * No reply.
   *
   * @param said what the server, or the connection, said last
   */
  record Failed(FailureReason reason, String said) implements Outcome {}

  /** The server does not take it; another attempt would not help. */
  record Refused(Refusal refusal) implements Outcome {}
}
