package io.nullscope.autointerp.domain;

/** What a judge answers to one intruder trial. */
public sealed interface IntruderReply {

  /**
   * A usable answer.
   *
   * @param position which of the windows shown is the intruder, from 0
   */
  record Chosen(int position) implements IntruderReply {}

  /**
   * No usable answer; the trial is counted as a failure and is never scored.
   *
   * @param reason why
   */
  record Failed(FailureReason reason) implements IntruderReply {}
}
