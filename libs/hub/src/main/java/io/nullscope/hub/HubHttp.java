package io.nullscope.hub;

import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.Channels;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Requests to the Hub. The token goes to the endpoint and to no other host: redirects are followed
 * here, not by the client. A connection on which nothing arrives is given up.
 */
final class HubHttp {

  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final int MAX_REDIRECTS = 10;
  private static final int MAX_TEXT_BYTES = 16 << 20;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int REQUEST_TIMEOUT = 408;
  private static final int SERVER_ERRORS = 500;
  private static final long LONGEST_WAIT_SECONDS = 3600;

  /** An answer of the Hub itself or of the host that it redirected to. */
  record Answer<T>(HttpResponse<T> response, boolean fromEndpoint) {
    int status() {
      return response.statusCode();
    }

    Optional<String> header(String name) {
      return response.headers().firstValue(name);
    }
  }

  /** The text of an answer; empty unless the status is 200. */
  record Text(Answer<?> answer, byte[] body) {}

  private final HubSettings settings;
  private final Duration silence;
  private final HttpClient client;

  /**
   * @param silence how long nothing may arrive before a connection is given up
   */
  HubHttp(HubSettings settings, Duration silence) {
    this.settings = settings;
    this.silence = silence;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(silence)
            .build();
  }

  /** GETs a JSON document of the endpoint. */
  Text text(String path) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    AtomicLong arrived = new AtomicLong();
    Answer<?> answer =
        send(
            "GET",
            path,
            Map.of(),
            info ->
                info.statusCode() == 200
                    ? new ChannelBody(Channels.newChannel(body), MAX_TEXT_BYTES, arrived::set)
                    : HttpResponse.BodySubscribers.replacing(0L),
            arrived::get,
            true);
    return new Text(answer, body.toByteArray());
  }

  /** HEADs a file of the endpoint, without going to the host that it redirects to. */
  Answer<?> head(String path) {
    return send(
        "HEAD", path, Map.of(), info -> HttpResponse.BodySubscribers.replacing(0L), () -> 0, false);
  }

  /**
   * GETs a file, from wherever the endpoint redirects to.
   *
   * @param arrived tells whether bytes arrive
   */
  <T> Answer<T> get(
      String path,
      Map<String, String> headers,
      HttpResponse.BodyHandler<T> handler,
      LongSupplier arrived) {
    return send("GET", path, headers, handler, arrived, true);
  }

  private <T> Answer<T> send(
      String method,
      String path,
      Map<String, String> headers,
      HttpResponse.BodyHandler<T> handler,
      LongSupplier arrived,
      boolean leave) {
    URI address = URI.create(settings.endpoint() + path);
    for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
      boolean own = isEndpoint(address);
      HttpResponse<T> response = exchange(request(method, address, headers, own), handler, arrived);
      Answer<T> answer = new Answer<>(response, own);
      if (isPassing(answer)) {
        throw new Attempts.Passing(
            "%s answered with status %d".formatted(address.getHost(), answer.status()),
            null,
            retryAfter(response),
            false);
      }
      Optional<URI> next = redirect(address, response);
      if (next.isEmpty() || !(leave || isEndpoint(next.get()))) {
        return answer;
      }
      address = next.get();
    }
    throw new HubException(
        HubException.Reason.UNEXPECTED_ANSWER,
        "%s%s redirects more than %d times".formatted(settings.endpoint(), path, MAX_REDIRECTS));
  }

  private HttpRequest request(
      String method, URI address, Map<String, String> headers, boolean own) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .header("User-Agent", "nullscope")
            .header("Accept-Encoding", "identity");
    headers.forEach(request::header);
    if (own) {
      settings.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
    }
    return request.build();
  }

  private <T> HttpResponse<T> exchange(
      HttpRequest request, HttpResponse.BodyHandler<T> handler, LongSupplier arrived) {
    CompletableFuture<HttpResponse<T>> answer = client.sendAsync(request, handler);
    long start = arrived.getAsLong();
    long seen = start;
    while (true) {
      try {
        return answer.get(silence.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        long now = arrived.getAsLong();
        if (now == seen) {
          answer.cancel(true);
          throw passing(request, "sent nothing for " + silence.toSeconds() + " s", e, now > start);
        }
        seen = now;
      } catch (ExecutionException e) {
        if (e.getCause() instanceof UncheckedIOException disk) {
          throw disk;
        }
        throw passing(request, "broke off (" + e.getCause() + ")", e, arrived.getAsLong() > start);
      } catch (InterruptedException e) {
        answer.cancel(true);
        Thread.currentThread().interrupt();
        throw new HubException(HubException.Reason.UNAVAILABLE, "the download was interrupted", e);
      }
    }
  }

  private static Attempts.Passing passing(
      HttpRequest request, String problem, Exception cause, boolean progressed) {
    return new Attempts.Passing(
        request.uri().getHost() + " " + problem, cause, Duration.ZERO, progressed);
  }

  /** Signed addresses of the host behind the Hub expire: the Hub gives a new one. */
  private static boolean isPassing(Answer<?> answer) {
    int status = answer.status();
    boolean expired = !answer.fromEndpoint() && (status == 401 || status == 403);
    return status == TOO_MANY_REQUESTS
        || status == REQUEST_TIMEOUT
        || status >= SERVER_ERRORS
        || expired;
  }

  private static Duration retryAfter(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(value -> value.matches("\\d{1,9}"))
        .map(value -> Duration.ofSeconds(Math.min(Long.parseLong(value), LONGEST_WAIT_SECONDS)))
        .orElse(Duration.ZERO);
  }

  private Optional<URI> redirect(URI from, HttpResponse<?> response) {
    if (!REDIRECTS.contains(response.statusCode())) {
      return Optional.empty();
    }
    URI target =
        response
            .headers()
            .firstValue("Location")
            .flatMap(location -> resolve(from, location))
            .orElseThrow(
                () ->
                    new HubException(
                        HubException.Reason.UNEXPECTED_ANSWER,
                        from.getHost() + " redirects to nowhere"));
    boolean secure = "https".equals(target.getScheme());
    if (!secure && !("http".equals(target.getScheme()) && "http".equals(from.getScheme()))) {
      throw new HubException(
          HubException.Reason.UNEXPECTED_ANSWER,
          "%s redirects to %s, which is not encrypted".formatted(from.getHost(), target.getHost()));
    }
    return Optional.of(target);
  }

  private static Optional<URI> resolve(URI from, String location) {
    try {
      URI target = from.resolve(location);
      return target.getHost() == null ? Optional.empty() : Optional.of(target);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private boolean isEndpoint(URI address) {
    URI endpoint = settings.endpoint();
    return endpoint.getScheme().equalsIgnoreCase(address.getScheme())
        && endpoint.getHost().equalsIgnoreCase(address.getHost())
        && endpoint.getPort() == address.getPort();
  }
}
