package io.nullscope.autointerp.adapter.openai;

import io.nullscope.autointerp.adapter.store.ReplyCache;
import io.nullscope.autointerp.application.languagemodel.Answer;
import io.nullscope.autointerp.application.languagemodel.ChatModel;
import io.nullscope.autointerp.application.languagemodel.ChatRequest;
import io.nullscope.autointerp.application.languagemodel.Completion;
import io.nullscope.autointerp.application.languagemodel.LanguageModelException;
import io.nullscope.autointerp.application.languagemodel.LanguageModelSession;
import io.nullscope.autointerp.application.languagemodel.Spending;
import io.nullscope.autointerp.domain.FailureReason;
import io.nullscope.autointerp.domain.LanguageModelUsage;
import io.nullscope.study.DialectSpec.AnswerForm;
import io.nullscope.study.LanguageModelSpec;
import io.nullscope.study.RequestsSpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Asks each distinct request once: recalls it from the cache, or lets it wait for one of the slots
 * and for the budget, sends it and keeps the reply.
 */
final class OpenAiSession implements LanguageModelSession, ChatModel {

  /**
   * So many requests in a row that failed on every attempt may mean that nobody is there any more.
   * They may also be the ones that this server always fails on, asked together once all others have
   * their answers: then it still answers a short question.
   */
  static final int GIVE_UP_AFTER = 20;

  /** Tokens that the chat template adds to a message, generously. */
  private static final int TEMPLATE_TOKENS = 16;

  /** Fewer tokens than that a prompt does not have: longer ones than the context are not sent. */
  private static final int FEWEST_TOKENS_PER_BYTE = 6;

  private final LanguageModelSpec spec;
  private final RequestsSpec requests;
  private final RequestKeys keys;
  private final ReplyCache cache;
  private final Spending spending;
  private final Server server;
  private final Map<String, Asked> asked = new ConcurrentHashMap<>();
  private final PromptUse promptUse = new PromptUse();
  private final Map<FailureReason, String> said = new ConcurrentHashMap<>();

  private final Object lock = new Object();
  private final Deque<Asked> waiting = new ArrayDeque<>();
  private int underWay;
  private int failedInRow;
  private boolean heard;
  private boolean probing;
  private boolean closed;
  private LanguageModelException end;

  /** Prompts with so many tokens were cut; known only when many have been asked. */
  private volatile OptionalLong cutAt = OptionalLong.empty();

  OpenAiSession(
      RequestsSpec requests, RequestKeys keys, ReplyCache cache, Spending spending, Server server) {
    this.spec = server.spec();
    this.requests = requests;
    this.keys = keys;
    this.cache = cache;
    this.spending = spending;
    this.server = server;
    cache.forEach(this::count);
    spending.onRelease(this::sendWaiting);
  }

  /** One distinct request and what became of it. */
  private static final class Asked {

    final String key;
    final ChatRequest request;
    final long bytes;
    final CompletableFuture<Answer<Completion>> reply = new CompletableFuture<>();

    /** Set once: the usage must not depend on how often the same request is made. */
    volatile FailureReason failure;

    Asked(String key, ChatRequest request) {
      this.key = key;
      this.request = request;
      this.bytes = PromptUse.bytes(request);
    }
  }

  @Override
  public ChatModel chat() {
    return this;
  }

  @Override
  public <T> CompletableFuture<Answer<T>> ask(
      ChatRequest request, Function<Completion, Answer<T>> reader) {
    String key = keys.of(request);
    Asked fresh = new Asked(key, request);
    Asked known = asked.putIfAbsent(key, fresh);
    Asked one = known == null ? fresh : known;
    if (known == null) {
      cache
          .find(key)
          .ifPresentOrElse(
              reply -> {
                synchronized (lock) {
                  heard = true;
                }
                promptUse.add(reply.inputTokens(), one.bytes);
                one.reply.complete(Answer.given(reply));
              },
              () -> enqueue(one));
    }
    return one.reply.thenApply(reply -> read(one, reply, reader));
  }

  @Override
  public AnswerForm answers() {
    return server.answers();
  }

  private <T> Answer<T> read(
      Asked one, Answer<Completion> reply, Function<Completion, Answer<T>> reader) {
    Answer<T> answer;
    if (reply instanceof Answer.Failed<Completion> failed) {
      answer = Answer.failed(failed.reason());
    } else {
      Completion completion = ((Answer.Given<Completion>) reply).value();
      answer =
          isPromptCut(one, completion)
              ? Answer.failed(FailureReason.PROMPT_CUT)
              : reader.apply(completion);
    }
    if (answer instanceof Answer.Failed<T> failed) {
      one.failure = failed.reason();
    }
    return answer;
  }

  private boolean isPromptCut(Asked one, Completion reply) {
    if (spec.dialect().contextTokens().isPresent()) {
      return false;
    }
    long tokens = reply.inputTokens();
    boolean cut =
        PromptUse.isFarBelow(tokens, one.bytes) || cutAt.isPresent() && tokens == cutAt.getAsLong();
    if (cut) {
      said.put(
          FailureReason.PROMPT_CUT,
          "by the server's count, a prompt of %d bytes had %d tokens".formatted(one.bytes, tokens));
    }
    return cut;
  }

  private void enqueue(Asked one) {
    OptionalInt context = spec.dialect().contextTokens();
    if (context.isPresent()
        && one.bytes / FEWEST_TOKENS_PER_BYTE + one.request.maxOutputTokens()
            > context.getAsInt()) {
      one.reply.complete(Answer.failed(FailureReason.TOO_LONG));
      return;
    }
    synchronized (lock) {
      waiting.add(one);
    }
    sendWaiting();
  }

  /** Sends what fits into the slots and the budget; when the session is over, fails what waits. */
  private void sendWaiting() {
    List<Asked> ready = new ArrayList<>();
    List<Asked> over = new ArrayList<>();
    LanguageModelException why;
    synchronized (lock) {
      boolean later = false;
      while (end == null
          && !closed
          && !later
          && underWay < requests.concurrency()
          && !waiting.isEmpty()) {
        Asked one = waiting.peek();
        switch (spending.reserve(mostTokens(one.request), mostCost(one.request))) {
          case GRANTED -> {
            underWay++;
            ready.add(waiting.poll());
          }
          case LATER -> later = true;
          case EXHAUSTED -> end = spending.exhausted(waiting.size());
        }
      }
      why = end;
      if (end != null || closed) {
        over.addAll(waiting);
        waiting.clear();
      }
    }
    ready.forEach(this::send);
    over.forEach(
        one ->
            one.reply.completeExceptionally(
                why != null ? why : new IllegalStateException("the session is closed")));
  }

  private void send(Asked one) {
    CompletableFuture<Outcome> sent;
    try {
      sent = server.send(one.request);
    } catch (RuntimeException e) {
      sent = CompletableFuture.failedFuture(e);
    }
    sent.whenComplete((outcome, thrown) -> arrived(one, outcome, thrown));
  }

  private void arrived(Asked one, Outcome outcome, Throwable thrown) {
    if (outcome instanceof Outcome.Replied reply) {
      cache.put(one.key, reply.completion());
      count(one.key, reply.completion());
      promptUse.add(reply.completion().inputTokens(), one.bytes);
    }
    LanguageModelException over;
    boolean probe;
    synchronized (lock) {
      underWay--;
      over = over(outcome, thrown);
      // What ended the session is said once: requests under way that fail after it have its reason.
      if (over != null && end != null) {
        over = end;
      }
      if (end == null && !closed) {
        end = over;
      }
      probe = failedInRow >= GIVE_UP_AFTER && end == null && !closed && !probing;
      if (probe) {
        probing = true;
        underWay++;
      }
      lock.notifyAll();
    }
    if (probe) {
      server.probe().whenComplete((reply, problem) -> probed(outcome, reply, problem));
    }
    // Releases the slot before the budget: whoever waits for the budget may take the slot.
    spending.release(mostTokens(one.request), mostCost(one.request));
    if (over != null) {
      one.reply.completeExceptionally(over);
    } else if (thrown != null) {
      one.reply.completeExceptionally(OpenAiChat.unwrap(thrown));
    } else {
      one.reply.complete(answer(outcome));
    }
  }

  /** Why no request will be answered any more; null when others may be. */
  private LanguageModelException over(Outcome outcome, Throwable thrown) {
    if (thrown != null) {
      return OpenAiChat.unwrap(thrown) instanceof LanguageModelException problem ? problem : null;
    }
    if (outcome instanceof Outcome.Replied) {
      heard = true;
      failedInRow = 0;
      return null;
    }
    if (outcome instanceof Outcome.Refused refused) {
      if (refused.refusal().isFinal()) {
        return server.chat().problem(outcome);
      }
      // Prompts that a filter or the context stops may come one after the other.
      if (refused.refusal().reason() != FailureReason.REJECTED) {
        return null;
      }
    }
    failedInRow++;
    return failedInRow < GIVE_UP_AFTER || heard ? null : givenUp(outcome);
  }

  private void probed(Outcome last, Outcome reply, Throwable thrown) {
    synchronized (lock) {
      underWay--;
      probing = false;
      if (thrown == null && reply instanceof Outcome.Replied) {
        failedInRow = 0;
      } else if (end == null && !closed) {
        end = givenUp(last);
      }
      lock.notifyAll();
    }
    sendWaiting();
  }

  private LanguageModelException givenUp(Outcome last) {
    if (last instanceof Outcome.Failed failed) {
      return server
          .chat()
          .unanswered(
              failed,
              "does not answer: %d requests in a row failed, each after %d attempts, the last with %s (%s)"
                  .formatted(
                      failedInRow, requests.attempts(), failed.reason().id(), failed.said()));
    }
    server.forgetDialect();
    return server.chat().problem(last);
  }

  private Answer<Completion> answer(Outcome outcome) {
    if (outcome instanceof Outcome.Replied reply) {
      return Answer.given(reply.completion());
    }
    FailureReason reason;
    if (outcome instanceof Outcome.Failed failed) {
      reason = failed.reason();
      said.put(reason, failed.said());
    } else {
      Refusal refusal = ((Outcome.Refused) outcome).refusal();
      reason = refusal.reason();
      said.put(reason, "status " + refusal.said());
    }
    return Answer.failed(reason);
  }

  private void count(String key, Completion reply) {
    spending.count(
        key,
        reply.inputTokens() + reply.outputTokens(),
        cost(reply.inputTokens(), reply.outputTokens()));
  }

  /** No tokenizer makes more tokens of a text than it has bytes. */
  private static long mostInput(ChatRequest request) {
    long most = 0;
    for (ChatRequest.Message message : request.messages()) {
      String text = message.text();
      most += TEMPLATE_TOKENS;
      for (int i = 0; i < text.length(); i++) {
        most += text.charAt(i) < 0x80 ? 1 : text.charAt(i) < 0x800 ? 2 : 3;
      }
    }
    return most;
  }

  private static long mostTokens(ChatRequest request) {
    return mostInput(request) + request.maxOutputTokens();
  }

  private double mostCost(ChatRequest request) {
    return cost(mostInput(request), request.maxOutputTokens());
  }

  private double cost(long input, long output) {
    return spec.prices().map(prices -> prices.of(input, output)).orElse(0.0);
  }

  @Override
  public LanguageModelUsage usage() {
    long count = 0;
    long input = 0;
    long output = 0;
    Map<FailureReason, Long> failures = new EnumMap<>(FailureReason.class);
    for (Asked one : asked.values()) {
      if (!one.reply.isDone() || one.reply.isCompletedExceptionally()) {
        continue;
      }
      count++;
      if (one.reply.join() instanceof Answer.Given<Completion> given) {
        input += given.value().inputTokens();
        output += given.value().outputTokens();
      }
      if (one.failure != null) {
        failures.merge(one.failure, 1L, Long::sum);
      }
    }
    return new LanguageModelUsage(count, input, output, failures, cost(input, output));
  }

  @Override
  public Map<FailureReason, String> said() {
    return Map.copyOf(said);
  }

  @Override
  public long answered() {
    return asked.values().stream().filter(one -> one.reply.isDone()).count();
  }

  @Override
  public boolean revise() {
    boolean changed =
        asked.values().removeIf(one -> one.failure != null && one.failure.isPassing());
    OptionalLong limit = promptUse.limit();
    if (limit.isPresent() && cutAt.isEmpty() && spec.dialect().contextTokens().isEmpty()) {
      cutAt = limit;
      changed = true;
    }
    return changed;
  }

  @Override
  public void forgetFailures() {
    asked.values().stream()
        .filter(one -> one.failure != null)
        .forEach(one -> cache.remove(one.key));
  }

  /** Lets requests that are under way end, so that what they cost is kept, but starts no other. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
    }
    server.chat().wind();
    sendWaiting();
    try {
      synchronized (lock) {
        while (underWay > 0) {
          lock.wait();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      server.close();
      cache.close();
    }
  }
}
