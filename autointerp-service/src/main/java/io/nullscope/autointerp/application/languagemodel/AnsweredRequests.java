package io.nullscope.autointerp.application.languagemodel;

import io.nullscope.messaging.StepProgress;
import io.nullscope.study.DialectSpec.AnswerForm;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Counts what language models have answered for one SAE, so that a judge that takes minutes is seen
 * to work. How many requests there will be is an estimate until all are made.
 */
public final class AnsweredRequests {
  private final StepProgress.Listener listener;
  private final long expected;
  private final AtomicLong asked = new AtomicLong();
  private final AtomicLong answered = new AtomicLong();

  /** Counts for the step of this thread. */
  public AnsweredRequests(double expected) {
    this.listener = StepProgress.current();
    this.expected = Math.round(expected);
  }

  /** The same model, counted. */
  public ChatModel of(ChatModel model) {
    return new ChatModel() {
      @Override
      public <T> CompletableFuture<Answer<T>> ask(
          ChatRequest request, Function<Completion, Answer<T>> reader) {
        asked.incrementAndGet();
        return model.ask(request, reader).whenComplete((answer, thrown) -> count());
      }

      @Override
      public AnswerForm answers() {
        return model.answers();
      }
    };
  }

  /** Everything is asked again, most of it answered at once from what is known. */
  public void startOver() {
    asked.set(0);
    answered.set(0);
  }

  private void count() {
    listener.at(answered.incrementAndGet(), Math.max(expected, asked.get()), "requests");
  }
}
