package io.nullscope.metrics.domain;

import java.util.List;

/**
 * A judge's answer on one test window.
 *
 * @param scorer fuzzing, detection or embedding
 * @param judge who answered, e.g. "lexical", "openai", "embedding"
 * @param shuffled the explanation was another latent's: a control
 * @param testWindow index among the latent's test windows
 * @param score higher means "more likely to fit the explanation"; meaningless when failed
 * @param predicted the judge's yes or no; meaningless when failed
 * @param failure why there is no usable answer; "" when there is one
 * @param highlighted marked positions (fuzzing only)
 */
public record Judgement(
    String scorer,
    String judge,
    boolean shuffled,
    int testWindow,
    double score,
    boolean predicted,
    String failure,
    List<Integer> highlighted) {

  public Judgement {
    highlighted = List.copyOf(highlighted);
    if (failure.isEmpty() && !Double.isFinite(score)) {
      throw new IllegalArgumentException(
          "the score of a %s judgement is %s; a judgement without a score must give its failure"
              .formatted(scorer, score));
    }
  }

  public boolean failed() {
    return !failure.isEmpty();
  }
}
