package io.nullscope.autointerp.application.languagemodel;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Waits for answers. */
final class Asking {

  private Asking() {}

  /**
   * All answers, in order.
   *
   * @throws LanguageModelException if the step cannot go on
   */
  static <T> List<Answer<T>> await(List<CompletableFuture<Answer<T>>> asked) {
    return asked.stream().map(Asking::await).toList();
  }

  static <T> Answer<T> await(CompletableFuture<Answer<T>> asked) {
    try {
      return asked.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }
}
