package io.nullscope.autointerp.domain;

import java.util.List;

/**
 * Finds, without an explanation, the one window that does not belong to the others. Called from
 * several threads at once.
 */
public interface IntruderJudge {

  /** Kind as it stands in the results: {@code lexical}, {@code openai}. */
  String kind();

  /**
   * Judges one trial.
   *
   * @param shown windows with highlights in random order; one of them is the intruder
   */
  IntruderReply choose(List<Example.Highlighted> shown);
}
