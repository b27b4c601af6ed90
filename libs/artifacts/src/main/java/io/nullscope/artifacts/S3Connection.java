package io.nullscope.artifacts;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;

/** The HTTP client of one object store: bounded waits, daemon threads, closed with its owner. */
record S3Connection(OkHttpClient client) implements AutoCloseable {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration IO_TIMEOUT = Duration.ofSeconds(60);

  /** The default of five requests per host would serialise parallel readers. */
  private static final int MAX_REQUESTS = 64;

  private static final int MAX_IDLE_CONNECTIONS = 8;

  static S3Connection open() {
    ThreadFactory daemons =
        task -> {
          Thread thread = new Thread(task, "s3-client");
          thread.setDaemon(true);
          return thread;
        };
    ExecutorService threads =
        new ThreadPoolExecutor(
            0, MAX_REQUESTS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), daemons);
    Dispatcher dispatcher = new Dispatcher(threads);
    dispatcher.setMaxRequests(MAX_REQUESTS);
    dispatcher.setMaxRequestsPerHost(MAX_REQUESTS);
    return new S3Connection(
        new OkHttpClient.Builder()
            .dispatcher(dispatcher)
            .connectionPool(new ConnectionPool(MAX_IDLE_CONNECTIONS, 30, TimeUnit.SECONDS))
            .connectTimeout(CONNECT_TIMEOUT)
            .readTimeout(IO_TIMEOUT)
            .writeTimeout(IO_TIMEOUT)
            .protocols(List.of(Protocol.HTTP_1_1))
            .build());
  }

  @Override
  public void close() {
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }
}
