package io.nullscope.autointerp.domain;

import java.util.List;

/**
 * One latent, explained and judged.
 *
 * @param index index of the latent in its SAE
 * @param explanation what it is said to respond to
 * @param explanationWindows the windows that the explainer saw, in corpus order
 * @param testWindows positives by decile, then negatives by kind; none was shown to the explainer
 * @param judgements by scorer in the order of the study; for each the study's judge with the
 *     latent's own explanation, then with another's, then the baseline
 * @param intruderTrials by decile; for each the study's judge, then the baseline
 * @param simulations in the order of the judgements
 * @param activeWindows windows of the corpus in which it fires
 * @param activeTokens token positions of the corpus at which it fires
 * @param maxActivation largest activation over the corpus
 * @param tokens how its activation has to do with the current token
 */
public record ScoredLatent(
    int index,
    Explanation explanation,
    List<Window> explanationWindows,
    List<TestWindow> testWindows,
    List<Judgement> judgements,
    List<IntruderTrial> intruderTrials,
    List<Simulation> simulations,
    long activeWindows,
    long activeTokens,
    double maxActivation,
    TokenProfile tokens) {

  /** Copies the lists. */
  public ScoredLatent {
    explanationWindows = List.copyOf(explanationWindows);
    testWindows = List.copyOf(testWindows);
    judgements = List.copyOf(judgements);
    intruderTrials = List.copyOf(intruderTrials);
    simulations = List.copyOf(simulations);
  }
}
