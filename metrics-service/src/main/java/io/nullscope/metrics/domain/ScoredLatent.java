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
 * @param tokens how its activation has to do with the current token
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
    double maxActivation,
    TokenProfile tokens) {

  /**
   * @throws IllegalArgumentException when a test names a window, or a highlight a token, that is
   *     not there, or when a negative is matched with no positive
   */
  public ScoredLatent {
    explanationWindows = List.copyOf(explanationWindows);
    testWindows = List.copyOf(testWindows);
    judgements = List.copyOf(judgements);
    intruderTrials = List.copyOf(intruderTrials);
    simulations = List.copyOf(simulations);
    String windows = "test windows of latent " + index;
    for (TestWindow window : testWindows) {
      if (!window.positive()) {
        int matched = window.matchedPositive();
        Indices.require("matched positive of a negative", matched, testWindows.size(), windows);
        if (!testWindows.get(matched).positive()) {
          throw new IllegalArgumentException(
              "a negative of latent %d is matched with test window %d, which is no positive"
                  .formatted(index, matched));
        }
      }
    }
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

  /** The token at the maximum of a positive; of a negative, that of its matched positive. */
  int strongestToken(TestWindow window) {
    TestWindow positive = window.positive() ? window : testWindows.get(window.matchedPositive());
    return positive.window().strongestToken();
  }
}
