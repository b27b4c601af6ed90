package io.nullscope.autointerp.domain;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Judges by the token weights of an explanation alone. A token outside the explanation weighs 0.
 *
 * <ul>
 *   <li>Fuzzing: the mean weight of the highlighted tokens, so that more highlights do not mean a
 *       higher score.
 *   <li>Detection: the sum of the weights over all tokens of the window, so that each further
 *       occurrence of an explained token counts.
 *   <li>Yes or no: yes when the score is above 0, that is when at least one highlighted token
 *       (fuzzing) or one token of the window (detection) is part of the explanation.
 * </ul>
 */
public final class LexicalJudge implements Judge {

  /** About 1e-12; a power of two, so that rounding to it is exact. */
  private static final double RESOLUTION = 0x1p-40;

  @Override
  public String kind() {
    return "lexical";
  }

  @Override
  public List<JudgeReply> judge(Explanation explanation, List<Example> examples) {
    Map<Integer, Double> weights = new HashMap<>();
    for (WeightedToken token : explanation.tokens()) {
      weights.put(token.tokenId(), token.weight());
    }
    return examples.stream().map(example -> reply(score(weights, example))).toList();
  }

  private static double score(Map<Integer, Double> weights, Example example) {
    if (example instanceof Example.Highlighted fuzzing) {
      List<Integer> tokenIds = fuzzing.tokenIds();
      return weight(weights, fuzzing.highlighted().stream().map(tokenIds::get).toList())
          / fuzzing.highlighted().size();
    }
    return weight(weights, example.tokenIds());
  }

  private static double weight(Map<Integer, Double> weights, List<Integer> tokenIds) {
    double sum = 0;
    for (int tokenId : tokenIds) {
      sum += weights.getOrDefault(tokenId, 0.0);
    }
    return sum;
  }

  /**
   * Rounded far above the error of a sum and far below the share of any token: scores that are
   * equal by the formula must tie, whatever the order and number of their terms.
   */
  private static JudgeReply reply(double score) {
    double rounded = Math.rint(score / RESOLUTION) * RESOLUTION;
    return new JudgeReply.Scored(rounded, rounded > 0);
  }
}
