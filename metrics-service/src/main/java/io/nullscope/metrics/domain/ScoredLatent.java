package io.nullscope.metrics.domain;

import java.util.List;

/**
 * A latent that was sampled, explained and judged.
 *
 * @param explanationWindows windows that were shown to the explainer
 * @param testWindows every window that a test uses; tests name them by their index here
 * @param judgements one for each scorer, judge, explanation (own, another's) and test window used
 * @param activeWindows windows of the interpretation tokens in which it fires
 * @param activeTokens tokens at which it fires
 * @param maxActivation its largest activation on the interpretation tokens
 */
public record ScoredLatent(
    int index,
    Explanation explanation,
    List<ContextWindow> explanationWindows,
    List<TestWindow> testWindows,
    List<Judgement> judgements,
    List<IntruderTrial> intruderTrials,
    List<Simulation> simulations,
    long activeWindows,
    long activeTokens,
    double maxActivation) {

  /**
   * @throws IllegalArgumentException when a test names a window, or a highlight a token, that is
   *     not there
   */
  public ScoredLatent {
    explanationWindows = List.copyOf(explanationWindows);
    testWindows = List.copyOf(testWindows);
    judgements = List.copyOf(judgements);
    intruderTrials = List.copyOf(intruderTrials);
    simulations = List.copyOf(simulations);
    String windows = "test windows of latent " + index;
    for (Judgement judgement : judgements) {
      Indices.require(
          "test window of a %s judgement".formatted(judgement.scorer()),
          judgement.testWindow(),
          testWindows.size(),
          windows);
      int length = testWindows.get(judgement.testWindow()).window().length();
      for (int position : judgement.highlighted()) {
        Indices.require("highlight", position, length, "tokens in a window of latent " + index);
      }
    }
    for (IntruderTrial trial : intruderTrials) {
      for (int window : trial.testWindows()) {
        Indices.require("test window of an intruder trial", window, testWindows.size(), windows);
      }
    }
  }

  TestWindow testWindow(Judgement judgement) {
    return testWindows.get(judgement.testWindow());
  }
}
