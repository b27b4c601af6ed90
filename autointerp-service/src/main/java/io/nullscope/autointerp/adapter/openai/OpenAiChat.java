package io.nullscope.autointerp.adapter.openai;

import static io.nullscope.autointerp.application.languagemodel.LanguageModelException.Problem.LANGUAGE_MODEL_ACCESS_DENIED;
import static io.nullscope.autointerp.application.languagemodel.LanguageModelException.Problem.LANGUAGE_MODEL_NOT_FOUND;
import static io.nullscope.autointerp.application.languagemodel.LanguageModelException.Problem.LANGUAGE_MODEL_QUOTA_EXHAUSTED;
import static io.nullscope.autointerp.application.languagemodel.LanguageModelException.Problem.LANGUAGE_MODEL_REQUEST_REJECTED;
import static io.nullscope.autointerp.application.languagemodel.LanguageModelException.Problem.LANGUAGE_MODEL_TOO_SLOW;
import static io.nullscope.autointerp.application.languagemodel.LanguageModelException.Problem.LANGUAGE_MODEL_UNAVAILABLE;

import com.openai.client.OpenAIClientAsync;
import com.openai.client.OpenAIClientAsyncImpl;
import com.openai.core.ClientOptions;
import com.openai.core.LogLevel;
import com.openai.core.http.HttpResponseFor;
import com.openai.errors.OpenAIException;
import com.openai.errors.OpenAIInvalidDataException;
import com.openai.errors.OpenAIIoException;
import com.openai.errors.OpenAIServiceException;
import com.openai.models.chat.completions.ChatCompletion;
import io.nullscope.autointerp.application.languagemodel.ChatRequest;
import io.nullscope.autointerp.application.languagemodel.Completion;
import io.nullscope.autointerp.application.languagemodel.LanguageModelException;
import io.nullscope.autointerp.application.languagemodel.PlainText;
import io.nullscope.autointerp.domain.FailureReason;
import io.nullscope.study.LanguageModelSpec;
import io.nullscope.study.RequestsSpec;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** One request at a time to the server, tried again where that can help. */
final class OpenAiChat implements AutoCloseable {

  /** Longest part of a server's own words in a message of ours. */
  private static final int QUOTE = 300;

  private static final int REQUEST_TIMEOUT = 408;
  private static final int CONFLICT = 409;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERRORS = 500;
  private static final int NOT_IMPLEMENTED = 501;

  private static final Outcome NEVER_SENT =
      new Outcome.Failed(FailureReason.RATE_LIMITED, "the server asked for time");

  private final LanguageModelSpec spec;
  private final int attempts;
  private final Pause pause;
  private final RateLimit limit;
  private final Transport transport;
  private final OpenAIClientAsync client;
  private final CompletableFuture<Void> winding = new CompletableFuture<>();

  OpenAiChat(LanguageModelSpec spec, RequestsSpec requests, Optional<String> key, Pause pause) {
    this.spec = spec;
    this.attempts = requests.attempts();
    this.pause = pause;
    this.limit = new RateLimit(pause);
    Duration timeout = Duration.ofSeconds(requests.timeoutSeconds());
    this.transport = new Transport(spec, key, requests.concurrency(), timeout);
    this.client =
        new OpenAIClientAsyncImpl(
            ClientOptions.builder()
                .httpClient(transport)
                // The SDK wants both; the transport has the real ones.
                .baseUrl("http://language-model.invalid/v1")
                .apiKey("none")
                .maxRetries(0)
                .timeout(timeout)
                .logLevel(LogLevel.OFF)
                .disableTelemetry(true)
                .build());
  }

  /**
   * Sends a request.
   *
   * @return what came of it after all attempts; completes exceptionally only when something broke
   */
  CompletableFuture<Outcome> send(ChatRequest request, Dialect dialect) {
    return attempt(new Sending(request, dialect, mostOutput(request)), 1, NEVER_SENT);
  }

  /** A request on its way, with the output tokens that it asks for. */
  private record Sending(ChatRequest request, Dialect dialect, int maxOutputTokens) {}

  private int mostOutput(ChatRequest request) {
    int wanted = request.maxOutputTokens() + spec.dialect().thinkingTokens();
    return Math.min(wanted, spec.dialect().maxOutputTokens().orElse(Integer.MAX_VALUE));
  }

  /**
   * Waits until the server takes requests, unless the chat is over before.
   *
   * @param last why the attempt before failed
   */
  private CompletableFuture<Outcome> attempt(Sending sending, int attempt, Outcome last) {
    return CompletableFuture.anyOf(winding, limit.open())
        .thenCompose(
            over ->
                // One that was never tried is under way: it is sent if nothing holds it back.
                winding.isDone() && (attempt > 1 || !limit.open().isDone())
                    ? CompletableFuture.completedFuture(last)
                    : ask(sending, attempt));
  }

  private CompletableFuture<Outcome> ask(Sending sending, int attempt) {
    return client
        .chat()
        .completions()
        .withRawResponse()
        .create(
            ChatMessages.params(
                spec, sending.dialect(), sending.request(), sending.maxOutputTokens()))
        .<Outcome>thenApply(reply -> new Outcome.Replied(read(reply, sending.request())))
        .handle(
            (replied, thrown) ->
                thrown == null
                    ? CompletableFuture.completedFuture(replied)
                    : failed(sending, attempt, unwrap(thrown)))
        .thenCompose(next -> next);
  }

  private Completion read(HttpResponseFor<ChatCompletion> reply, ChatRequest request) {
    try (reply) {
      Backoff.exhausted(reply.headers()).ifPresent(limit::hold);
      return ChatMessages.completion(reply.body(), request);
    } catch (IOException e) {
      throw new OpenAIInvalidDataException("the reply cannot be read", e);
    }
  }

  private CompletableFuture<Outcome> failed(Sending sending, int attempt, Throwable thrown) {
    if (thrown instanceof OpenAIServiceException refused) {
      String body = body(refused);
      if (!isPassing(refused.statusCode(), body)) {
        return refused(sending, attempt, Refusal.of(refused.statusCode(), words(refused), body));
      }
      FailureReason reason =
          switch (refused.statusCode()) {
            case TOO_MANY_REQUESTS -> FailureReason.RATE_LIMITED;
            case REQUEST_TIMEOUT -> FailureReason.TIMEOUT;
            default -> FailureReason.SERVER_ERROR;
          };
      Outcome outcome =
          new Outcome.Failed(reason, PlainText.line("status " + words(refused), QUOTE));
      return again(sending, attempt, outcome, Backoff.asked(refused.headers(), Instant.now()));
    }
    if (thrown instanceof OpenAIIoException) {
      boolean late = thrown.getCause() instanceof InterruptedIOException;
      Outcome outcome =
          new Outcome.Failed(
              late ? FailureReason.TIMEOUT : FailureReason.CONNECTION,
              late ? "no answer in time" : said(thrown));
      return again(sending, attempt, outcome, Optional.empty());
    }
    if (thrown instanceof OpenAIException) {
      Outcome outcome = new Outcome.Failed(FailureReason.SERVER_ERROR, said(thrown));
      return again(sending, attempt, outcome, Optional.empty());
    }
    return CompletableFuture.failedFuture(thrown);
  }

  /** The innermost message: what a library says around it tells nothing. */
  private static String said(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return PlainText.line(String.valueOf(cause.getMessage()), QUOTE);
  }

  private static String body(OpenAIServiceException refused) {
    try {
      return String.valueOf(refused.body());
    } catch (OpenAIException e) {
      return "";
    }
  }

  /** The status and what the server says to it. */
  private static String words(OpenAIServiceException refused) {
    return String.valueOf(refused.getMessage());
  }

  /** A request that asked for too long a reply is put once more, with what is granted. */
  private CompletableFuture<Outcome> refused(Sending sending, int attempt, Refusal refusal) {
    boolean shorter =
        refusal.room().isPresent() && refusal.room().getAsInt() < sending.maxOutputTokens();
    if (shorter) {
      return attempt(
          new Sending(sending.request(), sending.dialect(), refusal.room().getAsInt()),
          attempt,
          new Outcome.Refused(refusal));
    }
    return CompletableFuture.completedFuture(new Outcome.Refused(refusal));
  }

  /**
   * Tries again after a while: what the server asks for, but never less than the back-off, because
   * some ask for nothing, or for a time that is over.
   */
  private CompletableFuture<Outcome> again(
      Sending sending, int attempt, Outcome outcome, Optional<Duration> asked) {
    if (attempt >= attempts || winding.isDone()) {
      return CompletableFuture.completedFuture(outcome);
    }
    Duration wait = Backoff.jittered(attempt);
    if (asked.isPresent()) {
      limit.hold(asked.get().compareTo(wait) > 0 ? asked.get() : wait);
      return attempt(sending, attempt + 1, outcome);
    }
    return CompletableFuture.anyOf(winding, pause.of(wait))
        .thenCompose(over -> attempt(sending, attempt + 1, outcome));
  }

  private static boolean isPassing(int status, String body) {
    return status == REQUEST_TIMEOUT
        || status == CONFLICT
        // OpenAI says 429 for an empty account, too; waiting does not fill it.
        || status == TOO_MANY_REQUESTS && !Refusal.isOutOfCredit(body)
        || status >= SERVER_ERRORS && status != NOT_IMPLEMENTED;
  }

  /** Why the step cannot go on after this outcome. */
  LanguageModelException problem(Outcome outcome) {
    if (outcome instanceof Outcome.Failed failed) {
      return unanswered(
          failed, "does not answer: %s (%s)".formatted(failed.reason().id(), failed.said()));
    }
    Refusal refusal = ((Outcome.Refused) outcome).refusal();
    String said = "status " + refusal.said();
    return switch (refusal.about()) {
      case ACCESS ->
          problem(
              LANGUAGE_MODEL_ACCESS_DENIED,
              "does not grant access (%s): %s"
                  .formatted(
                      said,
                      spec.apiKeyEnv()
                          .map(name -> "check the API key in " + name)
                          .orElse("it wants an API key; name its variable in apiKeyEnv")));
      case PLACE ->
          problem(
              LANGUAGE_MODEL_NOT_FOUND,
              "knows no model %s, or no API begins at this address (%s): check model and baseUrl, which usually ends in /v1"
                  .formatted(spec.model(), said));
      case CREDIT ->
          problem(
              LANGUAGE_MODEL_QUOTA_EXHAUSTED,
              "says that the account has no credit left (%s): add credit and submit the study again"
                  .formatted(said));
      default ->
          problem(
              LANGUAGE_MODEL_REQUEST_REJECTED,
              "rejects requests (%s): check model and baseUrl, and the settings by which servers differ (outputLimit, instructions, answers, requestFields, …)"
                  .formatted(said));
    };
  }

  /** A server that does not answer; one that is merely too slow needs another setting, not time. */
  LanguageModelException unanswered(Outcome.Failed failed, String what) {
    return failed.reason() == FailureReason.TIMEOUT
        ? problem(
            LANGUAGE_MODEL_TOO_SLOW,
            what
                + "; raise autointerp.requests.timeoutSeconds or lower"
                + " autointerp.requests.concurrency")
        : problem(LANGUAGE_MODEL_UNAVAILABLE, what + "; check that it runs and is not overloaded");
  }

  private LanguageModelException problem(LanguageModelException.Problem problem, String what) {
    return new LanguageModelException(
        problem, "The language model server at %s %s".formatted(spec.baseUrl(), what));
  }

  static Throwable unwrap(Throwable thrown) {
    return thrown instanceof CompletionException && thrown.getCause() != null
        ? thrown.getCause()
        : thrown;
  }

  /** Requests under way may end; none is tried again. */
  void wind() {
    winding.complete(null);
  }

  @Override
  public void close() {
    transport.close();
  }
}
