package io.nullscope.metrics.domain;

import java.util.List;

/**
 * Windows with highlights, all but one of this latent: the judge had to find the other.
 *
 * @param testWindows indices among the latent's test windows, in the order shown
 * @param intruder position of the intruder in that order
 * @param chosen the judge's answer; meaningless when failed
 * @param failure why there is no usable answer; "" when there is one
 */
public record IntruderTrial(
    String judge, List<Integer> testWindows, int intruder, int chosen, String failure) {

  public IntruderTrial {
    testWindows = List.copyOf(testWindows);
    Indices.require("intruder", intruder, testWindows.size(), "windows of the trial");
    if (failure.isEmpty()) {
      Indices.require("chosen window", chosen, testWindows.size(), "windows of the trial");
    }
  }

  public boolean failed() {
    return !failure.isEmpty();
  }

  boolean right() {
    return chosen == intruder;
  }
}
