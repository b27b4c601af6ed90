package io.nullscope.autointerp.domain;

/** What a judge answers to one example. */
public sealed interface JudgeReply {

  /**
   * A usable answer.
   *
   * @param score larger means "more likely to fit the explanation"; comparable between the examples
   *     of one SAE
   * @param predicted the judge's yes or no
   */
  record Scored(double score, boolean predicted) implements JudgeReply {

    /** Refuses scores that cannot be ranked. */
    public Scored {
      if (!Double.isFinite(score)) {
        throw new IllegalArgumentException(
            "a judge scored " + score + ": scores are finite; answer Failed when there is none");
      }
    }
  }

  /**
   * No usable answer; the example is counted as a failure and is never scored.
   *
   * @param reason why
   */
  record Failed(FailureReason reason) implements JudgeReply {}
}
