package io.nullscope.autointerp.application.languagemodel;

import io.nullscope.study.DialectSpec.AnswerForm;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** A language model that answers conversations, a bounded number at a time. */
public interface ChatModel {

  /**
   * Asks, or recalls what the same request was answered before.
   *
   * @param reader makes an answer of a reply, or says why it cannot; runs once for each call, on
   *     any thread
   * @return the answer, or the reason why there is none; completes exceptionally with {@link
   *     LanguageModelException} when the whole step cannot go on, and with what the reader throws
   */
  <T> CompletableFuture<Answer<T>> ask(ChatRequest request, Function<Completion, Answer<T>> reader);

  /**
   * How the model says how sure it is, never {@code AUTO}: the same for all requests, because the
   * scores of one SAE are of one kind.
   *
   * @throws LanguageModelException if the server has to be asked and no request can succeed
   */
  AnswerForm answers();
}
