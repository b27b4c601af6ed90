package io.nullscope.autointerp.adapter.openai;

import com.openai.core.RequestOptions;
import com.openai.core.http.Headers;
import com.openai.core.http.HttpClient;
import com.openai.core.http.HttpRequest;
import com.openai.core.http.HttpRequestBody;
import com.openai.core.http.HttpResponse;
import com.openai.errors.OpenAIIoException;
import io.nullscope.study.LanguageModelSpec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * Sends the SDK's requests with OkHttp, all to the one address of a model. The SDK never sees the
 * key: it is added here, and cut out of whatever comes back. Redirects are not followed, so it goes
 * nowhere else. A reply is read whole, up to a limit. Nothing is retried here.
 */
final class Transport implements HttpClient {

  /** A reply of a few hundred tokens with five alternatives each has about 200 KiB. */
  static final int MAX_REPLY_BYTES = 8 << 20;

  private static final MediaType JSON = MediaType.get("application/json");
  private static final long IDLE_SECONDS = 60;
  private static final String AUTHORIZATION = "Authorization";

  private final OkHttpClient http;
  private final ExecutorService threads;
  private final Optional<String> key;
  private final HttpUrl url;
  private final Optional<Header> authorization;

  private record Header(String name, String value) {}

  Transport(LanguageModelSpec spec, Optional<String> key, int concurrency, Duration timeout) {
    this.key = key;
    HttpUrl.Builder address =
        HttpUrl.get(spec.baseUrl()).newBuilder().addPathSegments("chat/completions");
    spec.dialect().apiVersion().ifPresent(v -> address.addQueryParameter("api-version", v));
    this.url = address.build();
    this.authorization = key.map(secret -> header(spec, url.host(), secret));
    this.threads =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread thread = new Thread(task, "language-model");
              thread.setDaemon(true);
              return thread;
            });
    Dispatcher dispatcher = new Dispatcher(threads);
    dispatcher.setMaxRequests(concurrency);
    dispatcher.setMaxRequestsPerHost(concurrency);
    this.http =
        new OkHttpClient.Builder()
            .dispatcher(dispatcher)
            .connectionPool(new ConnectionPool(concurrency, IDLE_SECONDS, TimeUnit.SECONDS))
            .followRedirects(false)
            .followSslRedirects(false)
            .retryOnConnectionFailure(false)
            .connectTimeout(timeout)
            .readTimeout(timeout)
            .writeTimeout(timeout)
            .callTimeout(timeout)
            .build();
  }

  private static Header header(LanguageModelSpec spec, String host, String secret) {
    boolean azure = spec.dialect().apiVersion().isPresent() || host.endsWith(".azure.com");
    String name = spec.dialect().keyHeader().orElse(azure ? "api-key" : AUTHORIZATION);
    return new Header(name, name.equalsIgnoreCase(AUTHORIZATION) ? "Bearer " + secret : secret);
  }

  @Override
  public HttpResponse execute(HttpRequest request, RequestOptions options) {
    return executeAsync(request, options).join();
  }

  @Override
  public CompletableFuture<HttpResponse> executeAsync(HttpRequest request, RequestOptions options) {
    CompletableFuture<HttpResponse> future = new CompletableFuture<>();
    http.newCall(toOkHttp(request))
        .enqueue(
            new Callback() {
              @Override
              public void onFailure(Call call, IOException e) {
                future.completeExceptionally(new OpenAIIoException("request failed", e));
              }

              @Override
              public void onResponse(Call call, Response response) {
                try (response) {
                  future.complete(read(response));
                } catch (IOException | RuntimeException e) {
                  // OkHttp reports nothing after this: whoever waits would wait for ever.
                  future.completeExceptionally(
                      new OpenAIIoException("reading the reply failed", e));
                }
              }
            });
    return future;
  }

  private Request toOkHttp(HttpRequest request) {
    Request.Builder builder =
        new Request.Builder()
            .url(url)
            .header("Accept", "application/json")
            .header("User-Agent", "nullscope")
            .method(request.method().name(), RequestBody.create(bytes(request.body()), JSON));
    authorization.ifPresent(header -> builder.header(header.name(), header.value()));
    return builder.build();
  }

  private static byte[] bytes(HttpRequestBody body) {
    if (body == null) {
      return new byte[0];
    }
    try (body) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      body.writeTo(bytes);
      return bytes.toByteArray();
    }
  }

  private HttpResponse read(Response response) throws IOException {
    byte[] bytes = response.body().byteStream().readNBytes(MAX_REPLY_BYTES + 1);
    if (bytes.length > MAX_REPLY_BYTES) {
      throw new IOException("the reply has more than " + MAX_REPLY_BYTES + " bytes");
    }
    Headers.Builder headers = Headers.builder();
    response.headers().forEach(header -> headers.put(header.getFirst(), header.getSecond()));
    return new ReadResponse(response.code(), headers.build(), withoutKey(bytes));
  }

  /** A server that echoes the key must not get it into results, logs or the cache. */
  private byte[] withoutKey(byte[] bytes) {
    if (key.isEmpty()) {
      return bytes;
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    return text.contains(key.get())
        ? text.replace(key.get(), "[key]").getBytes(StandardCharsets.UTF_8)
        : bytes;
  }

  @Override
  public void close() {
    http.dispatcher().cancelAll();
    threads.shutdown();
    http.connectionPool().evictAll();
  }

  private record ReadResponse(int statusCode, Headers headers, byte[] bytes)
      implements HttpResponse {

    @Override
    public InputStream body() {
      return new ByteArrayInputStream(bytes);
    }

    @Override
    public void close() {
      // Read already.
    }
  }
}
