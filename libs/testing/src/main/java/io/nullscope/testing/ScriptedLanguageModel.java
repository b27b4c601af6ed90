package io.nullscope.testing;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An OpenAI-compatible server (chat completions) that answers by a script. Latency is a timer, so
 * any number of requests can be under way.
 */
public final class ScriptedLanguageModel implements AutoCloseable {

  private static final Pattern TOKEN = Pattern.compile(" ?[\\p{L}]+|\\d|\\s?[^\\p{L}\\d\\s]|\\s");
  private static final long START_SECONDS = 20;

  /** What a client asked. */
  public record Request(
      int number,
      String path,
      String body,
      Map<String, String> headers,
      String model,
      List<String> messages,
      boolean logProbabilities) {

    /** The last message: the examples. */
    public String question() {
      return messages.get(messages.size() - 1);
    }
  }

  /** What the script answers. */
  public sealed interface Reply {

    /**
     * A completion.
     *
     * @param logProbabilities whether the server gives them when asked; a 1 or 0 of the text gets
     *     the probability {@code confidence}, the other one the rest
     */
    record Text(String text, String finishReason, boolean logProbabilities, double confidence)
        implements Reply {}

    /** The model declines. */
    record Refusal(String why) implements Reply {}

    /** Any status with any body. */
    record Status(int code, Map<String, String> headers, String body) implements Reply {}

    /** No answer, ever. */
    record Hang() implements Reply {}

    /** The connection is closed without an answer. */
    record Drop() implements Reply {}

    /** A whole answer with log-probabilities. */
    static Reply text(String text) {
      return new Text(text, "stop", true, 0.9);
    }

    /** A status without a body. */
    static Reply status(int code) {
      return new Status(code, Map.of(), "{\"error\":{\"message\":\"scripted\"}}");
    }
  }

  private final Vertx vertx;
  private final HttpServer server;
  private final Duration latency;
  private final Function<Request, Reply> script;
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger mostUnderWay = new AtomicInteger();
  private final Map<String, Integer> counts = new ConcurrentHashMap<>();
  private final Set<String> bodies = ConcurrentHashMap.newKeySet();
  private final ConcurrentLinkedQueue<Request> seen = new ConcurrentLinkedQueue<>();

  private ScriptedLanguageModel(Duration latency, Function<Request, Reply> script) {
    this.latency = latency;
    this.script = script;
    this.vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
    this.server = vertx.createHttpServer().requestHandler(this::handle);
  }

  /** Starts a server on a free port of this machine. */
  public static ScriptedLanguageModel start(Duration latency, Function<Request, Reply> script) {
    ScriptedLanguageModel model = new ScriptedLanguageModel(latency, script);
    try {
      model
          .server
          .listen(0, "127.0.0.1")
          .toCompletionStage()
          .toCompletableFuture()
          .get(START_SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException("the scripted language model did not start", e);
    }
    return model;
  }

  /** Where the API begins. */
  public String baseUrl() {
    return "http://127.0.0.1:" + server.actualPort() + "/v1";
  }

  /** Requests that came in. */
  public int requests() {
    return requests.get();
  }

  /** Requests whose body had come in before. */
  public int repeated() {
    return requests.get() - bodies.size();
  }

  /** The largest number of requests that waited for a reply at a time. */
  public int mostUnderWay() {
    return mostUnderWay.get();
  }

  /** All requests, in the order of arrival. */
  public List<Request> seen() {
    return List.copyOf(seen);
  }

  private void handle(HttpServerRequest http) {
    http.body().onSuccess(body -> answer(http, body));
  }

  private void answer(HttpServerRequest http, Buffer body) {
    JsonObject json = body.toJsonObject();
    List<String> messages = new ArrayList<>();
    JsonArray turns = json.getJsonArray("messages");
    for (int i = 0; i < turns.size(); i++) {
      messages.add(turns.getJsonObject(i).getString("content"));
    }
    Map<String, String> headers = new ConcurrentHashMap<>();
    http.headers().forEach(header -> headers.put(header.getKey(), header.getValue()));
    Request request =
        new Request(
            requests.incrementAndGet(),
            http.uri(),
            body.toString(),
            headers,
            json.getString("model"),
            messages,
            json.getBoolean("logprobs", false));
    bodies.add(request.body());
    seen.add(request);
    mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
    Reply reply = script.apply(request);
    if (reply instanceof Reply.Hang) {
      return;
    }
    if (latency.isZero()) {
      send(http, request, reply);
    } else {
      vertx.setTimer(latency.toMillis(), timer -> send(http, request, reply));
    }
  }

  private void send(HttpServerRequest http, Request request, Reply reply) {
    underWay.decrementAndGet();
    if (reply instanceof Reply.Drop) {
      http.connection().close();
    } else if (reply instanceof Reply.Status status) {
      http.response().setStatusCode(status.code());
      status.headers().forEach((name, value) -> http.response().putHeader(name, value));
      http.response().end(status.body());
    } else {
      http.response()
          .putHeader("Content-Type", "application/json")
          .end(completion(request, reply).toBuffer());
    }
  }

  private JsonObject completion(Request request, Reply reply) {
    JsonObject message = new JsonObject().put("role", "assistant");
    String text = "";
    JsonObject choice = new JsonObject().put("index", 0);
    if (reply instanceof Reply.Text answer) {
      text = answer.text();
      message.put("content", text).putNull("refusal");
      choice.put("finish_reason", answer.finishReason());
      if (request.logProbabilities() && answer.logProbabilities()) {
        choice.put("logprobs", new JsonObject().put("content", tokens(text, answer.confidence())));
      }
    } else if (reply instanceof Reply.Refusal refusal) {
      message.putNull("content").put("refusal", refusal.why());
      choice.put("finish_reason", "stop");
    }
    int input = request.messages().stream().mapToInt(this::count).sum();
    int output = split(text).size();
    return new JsonObject()
        .put("id", "chatcmpl-" + request.number())
        .put("object", "chat.completion")
        .put("created", 0)
        .put("model", request.model())
        .put("choices", new JsonArray().add(choice.put("message", message)))
        .put(
            "usage",
            new JsonObject()
                .put("prompt_tokens", input)
                .put("completion_tokens", output)
                .put("total_tokens", input + output));
  }

  /** Instructions and few-shot turns come with every request. */
  private int count(String turn) {
    Integer known = counts.get(turn);
    if (known != null) {
      return known;
    }
    int tokens = split(turn).size();
    if (counts.size() < 100) {
      counts.put(turn, tokens);
    }
    return tokens;
  }

  private static JsonArray tokens(String text, double confidence) {
    JsonArray tokens = new JsonArray();
    for (String token : split(text)) {
      JsonArray top = new JsonArray().add(token(token, Math.log(confidence)));
      if (token.equals("1") || token.equals("0")) {
        top.add(token(token.equals("1") ? "0" : "1", Math.log(1 - confidence)));
      }
      tokens.add(token(token, Math.log(confidence)).put("top_logprobs", top));
    }
    return tokens;
  }

  private static JsonObject token(String text, double logProbability) {
    return new JsonObject().put("token", text).put("logprob", logProbability).putNull("bytes");
  }

  /** The tokenizer of this model: words with their space, digits, other characters. */
  private static List<String> split(String text) {
    List<String> tokens = new ArrayList<>();
    Matcher token = TOKEN.matcher(text);
    while (token.find()) {
      tokens.add(token.group());
    }
    return tokens;
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
