package io.nullscope.autointerp.adapter.openai;

import static io.nullscope.autointerp.application.languagemodel.LanguageModelException.Problem.LANGUAGE_MODEL_REQUEST_REJECTED;
import static io.nullscope.autointerp.application.languagemodel.LanguageModelException.Problem.LANGUAGE_MODEL_UNAVAILABLE;

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
import io.nullscope.study.LanguageModelSpec;
import io.nullscope.study.RequestsSpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Asks each distinct request once: recalls it from the cache, or lets it wait for one of the slots
 * and for the budget, sends it and keeps the reply.
 */
final class OpenAiSession implements LanguageModelSession, ChatModel {

  /** So many requests in a row that failed on every attempt mean that nobody is there. */
  static final int GIVE_UP_AFTER = 20;

  /** Tokens that the chat template adds to a message, generously. */
  private static final int TEMPLATE_TOKENS = 16;

  private final LanguageModelSpec spec;
  private final RequestsSpec requests;
  private final RequestKeys keys;
  private final ReplyCache cache;
  private final Spending spending;
  private final OpenAiChat chat;
  private final Map<String, Asked> asked = new ConcurrentHashMap<>();

  private final Object lock = new Object();
  private final Deque<Asked> waiting = new ArrayDeque<>();
  private int underWay;
  private int failedInRow;
  private boolean closed;
  private LanguageModelException end;

  OpenAiSession(
      LanguageModelSpec spec,
      RequestsSpec requests,
      RequestKeys keys,
      ReplyCache cache,
      Spending spending,
      OpenAiChat chat) {
    this.spec = spec;
    this.requests = requests;
    this.keys = keys;
    this.cache = cache;
    this.spending = spending;
    this.chat = chat;
    cache.forEach(this::count);
    spending.onRelease(this::sendWaiting);
  }

  /** One distinct request and what became of it. */
  private static final class Asked {

    final String key;
    final ChatRequest request;
    final CompletableFuture<Answer<Completion>> reply = new CompletableFuture<>();

    /** Set once: the usage must not depend on how often the same request is made. */
    volatile FailureReason failure;

    Asked(String key, ChatRequest request) {
      this.key = key;
      this.request = request;
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
          .ifPresentOrElse(reply -> one.reply.complete(Answer.given(reply)), () -> enqueue(one));
    }
    return one.reply.thenApply(reply -> read(one, reply, reader));
  }

  private static <T> Answer<T> read(
      Asked one, Answer<Completion> reply, Function<Completion, Answer<T>> reader) {
    Answer<T> answer =
        reply instanceof Answer.Given<Completion> given
            ? reader.apply(given.value())
            : Answer.failed(((Answer.Failed<Completion>) reply).reason());
    if (answer instanceof Answer.Failed<T> failed) {
      one.failure = failed.reason();
    }
    return answer;
  }

  private void enqueue(Asked one) {
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
    CompletableFuture<Answer<Completion>> sent;
    try {
      sent = chat.send(one.request);
    } catch (RuntimeException e) {
      sent = CompletableFuture.failedFuture(e);
    }
    sent.whenComplete((reply, thrown) -> arrived(one, reply, thrown));
  }

  private void arrived(Asked one, Answer<Completion> reply, Throwable thrown) {
    if (reply instanceof Answer.Given<Completion> given) {
      cache.put(one.key, given.value());
      count(one.key, given.value());
    }
    synchronized (lock) {
      underWay--;
      if (thrown != null) {
        // A rejected request says nothing about others: a server may not know log-probabilities.
        if (end == null
            && OpenAiChat.unwrap(thrown) instanceof LanguageModelException problem
            && problem.problem() != LANGUAGE_MODEL_REQUEST_REJECTED) {
          end = problem;
        }
      } else if (reply instanceof Answer.Failed<Completion> failed) {
        failedInRow++;
        if (end == null && !closed && failedInRow >= GIVE_UP_AFTER) {
          end = unavailable(failed.reason());
        }
      } else {
        failedInRow = 0;
      }
      lock.notifyAll();
    }
    // Releases the slot before the budget: whoever waits for the budget may take the slot.
    spending.release(mostTokens(one.request), mostCost(one.request));
    if (thrown != null) {
      one.reply.completeExceptionally(OpenAiChat.unwrap(thrown));
    } else {
      one.reply.complete(reply);
    }
  }

  private LanguageModelException unavailable(FailureReason last) {
    return new LanguageModelException(
        LANGUAGE_MODEL_UNAVAILABLE,
        "The language model server at %s does not answer: %d requests in a row failed, each after %d attempts, the last with %s; check that it runs and is not overloaded (autointerp.requests: concurrency %d, timeoutSeconds %d)"
            .formatted(
                spec.baseUrl(),
                failedInRow,
                requests.attempts(),
                last.id(),
                requests.concurrency(),
                requests.timeoutSeconds()));
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

  /** Lets requests that are under way end, so that what they cost is kept, but starts no other. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
    }
    chat.wind();
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
      chat.close();
      cache.close();
    }
  }
}
