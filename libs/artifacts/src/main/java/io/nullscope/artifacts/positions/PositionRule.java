package io.nullscope.artifacts.positions;

import java.util.Optional;
import java.util.Set;

/**
 * What leaves a position out by its place and token alone, the same for every variant and hook
 * point.
 *
 * @param first positions at the beginning of every window
 * @param specialTokens ids of special tokens; empty where they count
 * @param listedTokens ids that the study lists
 */
public record PositionRule(int first, Set<Integer> specialTokens, Set<Integer> listedTokens) {

  public PositionRule {
    specialTokens = Set.copyOf(specialTokens);
    listedTokens = Set.copyOf(listedTokens);
  }

  boolean leavesNothingOut() {
    return first == 0 && specialTokens.isEmpty() && listedTokens.isEmpty();
  }

  /**
   * Why a position is left out, if it is.
   *
   * @param at place in its window, from 0
   */
  public Optional<LeftOut> reason(int at, int token) {
    if (at < first) {
      return Optional.of(LeftOut.FIRST);
    }
    if (specialTokens.contains(token)) {
      return Optional.of(LeftOut.SPECIAL_TOKEN);
    }
    return listedTokens.contains(token) ? Optional.of(LeftOut.LISTED_TOKEN) : Optional.empty();
  }
}
