package io.nullscope.hub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * Two servers that behave like the Hub: one that answers questions and serves small files, and the
 * host behind it with the large ones, to which it redirects. Failures can be ordered per path.
 */
final class FakeHub implements AutoCloseable {

  /** What happens to the next request of a path instead of its answer. */
  record Fault(int status, Map<String, String> headers, int cutAfter, boolean silent) {
    static Fault status(int status, String... headers) {
      Map<String, String> map = new TreeMap<>();
      for (int i = 0; i < headers.length; i += 2) {
        map.put(headers[i], headers[i + 1]);
      }
      return new Fault(status, map, -1, false);
    }

    /** The connection drops after so many bytes of the body. */
    static Fault cutAfter(int bytes) {
      return new Fault(0, Map.of(), bytes, false);
    }

    /** The connection stays, but nothing comes after so many bytes of the body. */
    static Fault silentAfter(int bytes) {
      return new Fault(0, Map.of(), bytes, true);
    }
  }

  /** A request as it came. */
  record Seen(String host, String method, String path, Map<String, String> headers) {}

  private final CountDownLatch closed = new CountDownLatch(1);
  private final HttpServer hub = server("hub");
  private final HttpServer storage = server("storage");
  private final Map<String, byte[]> small = new ConcurrentSkipListMap<>();
  private final Map<String, byte[]> large = new ConcurrentSkipListMap<>();
  private final Map<String, Queue<Fault>> faults = new ConcurrentHashMap<>();
  private final List<Seen> seen = new CopyOnWriteArrayList<>();
  private final Map<String, String> branches = new ConcurrentSkipListMap<>();
  private final String repository;

  /** Sent instead of the true digest of large files. */
  private volatile String claimedDigest;

  FakeHub(String repository) {
    this.repository = repository;
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + hub.getAddress().getPort());
  }

  FakeHub branch(String name, String commit) {
    branches.put(name, commit);
    return this;
  }

  FakeHub small(String name, byte[] content) {
    small.put(name, content);
    return this;
  }

  FakeHub large(String name, byte[] content) {
    large.put(name, content);
    return this;
  }

  void claimDigest(String digest) {
    claimedDigest = digest;
  }

  /** Faults of the next requests whose path ends so; the storage's paths begin with /lfs/. */
  void fail(String pathEnd, Fault... next) {
    faults.computeIfAbsent(pathEnd, key -> new ConcurrentLinkedQueue<>()).addAll(List.of(next));
  }

  List<Seen> seen() {
    return List.copyOf(seen);
  }

  List<Seen> seen(String host, String method) {
    return seen.stream()
        .filter(request -> request.host().equals(host) && request.method().equals(method))
        .toList();
  }

  private HttpServer server(String host) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(
          Executors.newCachedThreadPool(
              task -> {
                Thread thread = new Thread(task, "fake-" + host);
                thread.setDaemon(true);
                return thread;
              }));
      server.createContext("/", exchange -> handle(host, exchange));
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void handle(String host, HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getRawPath();
      Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
      seen.add(new Seen(host, exchange.getRequestMethod(), path, headers));
      Fault fault = next(path);
      if (fault != null && fault.cutAfter() < 0) {
        fault.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(fault.status(), -1);
      } else if (host.equals("storage")) {
        byte[] content = large.get(path.substring("/lfs/".length()));
        send(exchange, content, "\"storage-" + content.length + "\"", fault);
      } else if (path.startsWith("/api/models/" + repository + "/revision/")) {
        revision(exchange, path.substring(path.lastIndexOf('/') + 1));
      } else if (path.equals("/api/models/" + repository + "/refs")) {
        json(exchange, "{\"tags\": [], \"branches\": [" + named("name", branches.keySet()) + "]}");
      } else if (path.startsWith("/" + repository + "/resolve/")) {
        resolve(exchange, path.substring(path.lastIndexOf('/') + 1), fault);
      } else {
        refuse(exchange, 401, "RepoNotFound");
      }
    }
  }

  private Fault next(String path) {
    return faults.entrySet().stream()
        .filter(entry -> path.endsWith(entry.getKey()))
        .map(entry -> entry.getValue().poll())
        .filter(java.util.Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private void revision(HttpExchange exchange, String revision) throws IOException {
    String name = java.net.URLDecoder.decode(revision, StandardCharsets.UTF_8);
    String commit = branches.containsValue(name) ? name : branches.get(name);
    if (commit == null) {
      refuse(exchange, 404, "RevisionNotFound");
      return;
    }
    TreeMap<String, byte[]> all = new TreeMap<>(small);
    all.putAll(large);
    json(
        exchange,
        "{\"id\": \"%s\", \"sha\": \"%s\", \"siblings\": [%s], \"cardData\": {\"x\": [1, {}]}}"
            .formatted(repository, commit, named("rfilename", all.keySet())));
  }

  private static String named(String field, java.util.Collection<String> names) {
    return names.stream()
        .map(name -> "{\"%s\": \"%s\", \"size\": null}".formatted(field, name))
        .collect(Collectors.joining(", "));
  }

  private void resolve(HttpExchange exchange, String name, Fault fault) throws IOException {
    if (small.containsKey(name)) {
      byte[] content = small.get(name);
      byte[] prefix = ("blob " + content.length + "\0").getBytes(StandardCharsets.US_ASCII);
      byte[] blob = Arrays.copyOf(prefix, prefix.length + content.length);
      System.arraycopy(content, 0, blob, prefix.length, content.length);
      send(exchange, content, "\"" + digest("SHA-1", blob) + "\"", fault);
    } else if (large.containsKey(name)) {
      byte[] content = large.get(name);
      String digest = claimedDigest == null ? digest("SHA-256", content) : claimedDigest;
      exchange.getResponseHeaders().set("X-Linked-Etag", "\"" + digest + "\"");
      exchange.getResponseHeaders().set("X-Linked-Size", Integer.toString(content.length));
      exchange
          .getResponseHeaders()
          .set(
              "Location",
              "http://127.0.0.1:%d/lfs/%s".formatted(storage.getAddress().getPort(), name));
      exchange.sendResponseHeaders(302, -1);
    } else {
      refuse(exchange, 404, "EntryNotFound");
    }
  }

  private void send(HttpExchange exchange, byte[] content, String tag, Fault fault)
      throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    String ifRange = exchange.getRequestHeaders().getFirst("If-Range");
    int from = 0;
    exchange.getResponseHeaders().set("ETag", tag);
    if (range != null && (ifRange == null || ifRange.equals(tag))) {
      from = Integer.parseInt(range.replaceAll("\\D", ""));
      exchange
          .getResponseHeaders()
          .set(
              "Content-Range",
              "bytes %d-%d/%d".formatted(from, content.length - 1, content.length));
    }
    int status = from > 0 ? 206 : 200;
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(content.length));
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, content.length - from);
    int length = fault == null ? content.length - from : fault.cutAfter();
    exchange.getResponseBody().write(content, from, length);
    exchange.getResponseBody().flush();
    if (fault != null && fault.silent()) {
      try {
        closed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void json(HttpExchange exchange, String json) throws IOException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static void refuse(HttpExchange exchange, int status, String code) throws IOException {
    exchange.getResponseHeaders().set("X-Error-Code", code);
    exchange.sendResponseHeaders(status, -1);
  }

  static String digest(String algorithm, byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    hub.stop(0);
    storage.stop(0);
  }
}
