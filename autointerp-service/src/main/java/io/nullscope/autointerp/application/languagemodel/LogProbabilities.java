package io.nullscope.autointerp.application.languagemodel;

import static io.nullscope.autointerp.application.languagemodel.LanguageModelException.Problem.LANGUAGE_MODEL_REQUEST_REJECTED;
import static io.nullscope.autointerp.application.languagemodel.LanguageModelException.Problem.LANGUAGE_MODEL_UNAVAILABLE;

import java.util.Map;

/**
 * Whether a server gives token log-probabilities. Decided by one small request that is always the
 * same, so that the decision does not depend on which reply comes first and is the same when a step
 * is resumed, because that reply is cached with the others.
 */
final class LogProbabilities {

  private static final int MAX_OUTPUT_TOKENS = 16;

  private LogProbabilities() {}

  /** Asks, or recalls. A server that rejects a request for log-probabilities gives none. */
  static boolean given(ChatModel model) {
    ChatRequest request =
        Prompt.load("log_probabilities.v1").request(Map.of(), MAX_OUTPUT_TOKENS, true);
    try {
      Answer<Boolean> answer =
          Asking.await(model.ask(request, reply -> Answer.given(!reply.tokens().isEmpty())));
      if (answer instanceof Answer.Given<Boolean> given) {
        return given.value();
      }
    } catch (LanguageModelException e) {
      if (e.problem() == LANGUAGE_MODEL_REQUEST_REJECTED) {
        return false;
      }
      throw e;
    }
    throw new LanguageModelException(
        LANGUAGE_MODEL_UNAVAILABLE,
        "The language model server did not answer the request by which it is found out whether it gives log-probabilities; see that it runs");
  }
}
