package io.nullscope.metrics.domain;

import java.util.List;
import java.util.Optional;

/**
 * What a study asked for and who answered: decides which interpretability metrics there are.
 *
 * @param scorers fuzzing, detection, embedding, intruder, simulation, or some of them
 * @param hardNegatives kinds of negatives beside the random ones
 * @param judge the study's own judge
 * @param baseline the judge that does without a language model, beside one that is one
 */
public record Panel(
    List<String> scorers, List<String> hardNegatives, String judge, Optional<String> baseline) {

  /** The judge of the embedding scorer. */
  static final String EMBEDDING = "embedding";

  public Panel {
    scorers = List.copyOf(scorers);
    hardNegatives = List.copyOf(hardNegatives);
  }

  /** What the study's judge said of the latent's own explanation, on windows of every kind. */
  public List<Judgement> ownJudgements(ScoredLatent latent, String scorer) {
    return latent.judgements().stream()
        .filter(judgement -> judgement.scorer().equals(scorer) && !judgement.shuffled())
        .filter(judgement -> judgement.judge().equals(judge))
        .toList();
  }

  /** Own explanation, random negatives, the judge that counts for the scorer. */
  Condition main(String scorer) {
    String who = scorer.equals(Scorers.EMBEDDING) ? EMBEDDING : judge;
    return new Condition(scorer, who, false, TestWindow.RANDOM);
  }

  /** The same by the baseline judge. */
  Optional<Condition> baseline(String scorer) {
    return baseline.map(who -> new Condition(scorer, who, false, TestWindow.RANDOM));
  }
}
