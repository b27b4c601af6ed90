package io.nullscope.trainer.application;

import io.nullscope.study.ExcludedToken;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Ids of tokens that studies name by what they are for. */
@FunctionalInterface
public interface SpecialTokens {

  /**
   * The id of a token.
   *
   * @throws io.nullscope.messaging.RejectedException NO_SUCH_TOKEN when the model has none
   */
  int id(ExcludedToken.Special token);

  /** The ids of tokens, whichever way they are named. */
  default Set<Integer> ids(List<ExcludedToken> tokens) {
    Set<Integer> ids = new HashSet<>();
    for (ExcludedToken token : tokens) {
      ids.add(
          token instanceof ExcludedToken.Id id ? id.value() : id((ExcludedToken.Special) token));
    }
    return Set.copyOf(ids);
  }
}
