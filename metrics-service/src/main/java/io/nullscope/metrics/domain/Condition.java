package io.nullscope.metrics.domain;

/**
 * Which judgements of a latent a score is made from. Positives take part whatever the negatives.
 *
 * @param negatives kind of the negatives, one of {@link TestWindow#KINDS}
 */
record Condition(String scorer, String judge, boolean shuffled, String negatives) {

  Condition withShuffledExplanation() {
    return new Condition(scorer, judge, true, negatives);
  }

  Condition against(String kind) {
    return new Condition(scorer, judge, shuffled, kind);
  }

  boolean holds(Judgement judgement, TestWindow window) {
    return judgement.scorer().equals(scorer)
        && judgement.judge().equals(judge)
        && judgement.shuffled() == shuffled
        && (window.positive() || window.negatives().equals(negatives));
  }
}
