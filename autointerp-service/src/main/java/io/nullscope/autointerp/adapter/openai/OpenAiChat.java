package io.nullscope.autointerp.adapter.openai;

import static io.nullscope.autointerp.application.languagemodel.LanguageModelException.Problem.LANGUAGE_MODEL_ACCESS_DENIED;
import static io.nullscope.autointerp.application.languagemodel.LanguageModelException.Problem.LANGUAGE_MODEL_NOT_FOUND;
import static io.nullscope.autointerp.application.languagemodel.LanguageModelException.Problem.LANGUAGE_MODEL_QUOTA_EXHAUSTED;
import static io.nullscope.autointerp.application.languagemodel.LanguageModelException.Problem.LANGUAGE_MODEL_REQUEST_REJECTED;

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
import io.nullscope.autointerp.application.languagemodel.Answer;
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
    this.transport = new Transport(key, requests.concurrency(), timeout);
    this.client =
        new OpenAIClientAsyncImpl(
            ClientOptions.builder()
                .httpClient(transport)
                .baseUrl(spec.baseUrl())
                // The SDK wants one; the transport adds the real one.
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
   * @return the reply, or why all attempts failed; completes exceptionally with {@link
   *     LanguageModelException} when no request to this server can succeed
   */
  CompletableFuture<Answer<Completion>> send(ChatRequest request) {
    return attempt(request, 1, FailureReason.RATE_LIMITED);
  }

  /**
   * Waits until the server takes requests, unless the chat is over before.
   *
   * @param last why the attempt before failed
   */
  private CompletableFuture<Answer<Completion>> attempt(
      ChatRequest request, int attempt, FailureReason last) {
    return CompletableFuture.anyOf(winding, limit.open())
        .thenCompose(
            over ->
                // One that was never tried is under way: it is sent if nothing holds it back.
                winding.isDone() && (attempt > 1 || !limit.open().isDone())
                    ? CompletableFuture.completedFuture(Answer.failed(last))
                    : ask(request, attempt));
  }

  private CompletableFuture<Answer<Completion>> ask(ChatRequest request, int attempt) {
    return client
        .chat()
        .completions()
        .withRawResponse()
        .create(ChatMessages.params(spec, request))
        .thenApply(reply -> read(reply, request))
        .handle(
            (completion, thrown) ->
                thrown == null
                    ? CompletableFuture.completedFuture(Answer.given(completion))
                    : retry(request, attempt, unwrap(thrown)))
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

  private CompletableFuture<Answer<Completion>> retry(
      ChatRequest request, int attempt, Throwable thrown) {
    FailureReason reason;
    Optional<Duration> asked = Optional.empty();
    if (thrown instanceof OpenAIServiceException refused) {
      if (!isPassing(refused)) {
        return CompletableFuture.failedFuture(rejected(refused));
      }
      reason =
          switch (refused.statusCode()) {
            case TOO_MANY_REQUESTS -> FailureReason.RATE_LIMITED;
            case REQUEST_TIMEOUT -> FailureReason.TIMEOUT;
            default -> FailureReason.SERVER_ERROR;
          };
      asked = Backoff.asked(refused.headers(), Instant.now());
    } else if (thrown instanceof OpenAIIoException) {
      reason =
          thrown.getCause() instanceof InterruptedIOException
              ? FailureReason.TIMEOUT
              : FailureReason.CONNECTION;
    } else if (thrown instanceof OpenAIException) {
      // Not the JSON of a completion.
      reason = FailureReason.SERVER_ERROR;
    } else {
      return CompletableFuture.failedFuture(thrown);
    }
    if (attempt >= attempts || winding.isDone()) {
      return CompletableFuture.completedFuture(Answer.failed(reason));
    }
    if (asked.isPresent()) {
      limit.hold(asked.get());
      return attempt(request, attempt + 1, reason);
    }
    return CompletableFuture.anyOf(winding, pause.of(Backoff.jittered(attempt)))
        .thenCompose(over -> attempt(request, attempt + 1, reason));
  }

  private static boolean isPassing(OpenAIServiceException refused) {
    int status = refused.statusCode();
    return status == REQUEST_TIMEOUT
        || status == CONFLICT
        || status == TOO_MANY_REQUESTS && !isOutOfCredit(refused)
        || status >= SERVER_ERRORS;
  }

  /** OpenAI says 429 for an empty account, too; waiting does not fill it. */
  private static boolean isOutOfCredit(OpenAIServiceException refused) {
    try {
      return refused.code().filter("insufficient_quota"::equals).isPresent();
    } catch (OpenAIException e) {
      return false;
    }
  }

  private LanguageModelException rejected(OpenAIServiceException refused) {
    int status = refused.statusCode();
    String said = PlainText.line(String.valueOf(refused.getMessage()), QUOTE);
    return switch (status) {
      case 401, 403 ->
          problem(
              LANGUAGE_MODEL_ACCESS_DENIED,
              "does not grant access (%s): %s"
                  .formatted(
                      said,
                      spec.apiKeyEnv()
                          .map(name -> "check the API key in " + name)
                          .orElse("it wants an API key; name its variable in apiKeyEnv")));
      case 404 ->
          problem(
              LANGUAGE_MODEL_NOT_FOUND,
              "knows no model %s, or no API begins at this address (%s): check model and baseUrl, which usually ends in /v1"
                  .formatted(spec.model(), said));
      case TOO_MANY_REQUESTS ->
          problem(
              LANGUAGE_MODEL_QUOTA_EXHAUSTED,
              "says that the account has no credit left (%s): add credit and submit the study again"
                  .formatted(said));
      default ->
          problem(
              LANGUAGE_MODEL_REQUEST_REJECTED,
              "rejects requests with status %d (%s): check model, baseUrl and that the model's context is long enough"
                  .formatted(status, said));
    };
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
