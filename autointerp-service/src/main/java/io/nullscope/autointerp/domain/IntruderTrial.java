package io.nullscope.autointerp.domain;

import java.util.List;

/**
 * Windows of one latent and an intruder, as they were shown to a judge, with its answer.
 *
 * @param judge kind of the judge
 * @param testWindows indices in the test windows of the latent, in the order shown
 * @param intruder position of the intruder in that order
 * @param reply the judge's choice, or why there is none
 */
public record IntruderTrial(
    String judge, List<Integer> testWindows, int intruder, IntruderReply reply) {

  /** Copies the list. */
  public IntruderTrial {
    testWindows = List.copyOf(testWindows);
  }
}
