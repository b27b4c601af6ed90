package io.nullscope.cli.preflight;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.nullscope.cli.StudyFiles;
import io.nullscope.study.SpecError;
import io.nullscope.study.SpecResult;
import io.nullscope.study.StudySpecReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is found out about a model of the Hub before a study is started. */
class HubModelTest {
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final String LLAMA =
      """
      {"model_type": "llama", "num_hidden_layers": 2, "hidden_size": 128, "vocab_size": 64, "max_position_embeddings": 512}
      """;

  @TempDir private Path folder;
  private Path text;
  private String config = LLAMA;
  private final CountDownLatch over = new CountDownLatch(1);
  private boolean silent;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    text = StudyFiles.text(folder.resolve("text.jsonl"), 1000);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    over.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (silent) {
        over.await();
      }
      String path = exchange.getRequestURI().getPath();
      if (path.equals("/api/models/some/model/revision/main")) {
        body(
            exchange,
            "{\"sha\": \"%s\", \"siblings\": [{\"rfilename\": \"config.json\"}]}"
                .formatted(COMMIT));
      } else if (path.equals("/some/model/resolve/" + COMMIT + "/config.json")) {
        exchange.getResponseHeaders().set("X-Repo-Commit", COMMIT);
        exchange.getResponseHeaders().set("ETag", "\"etag\"");
        body(exchange, config);
      } else {
        exchange.getResponseHeaders().set("X-Error-Code", "RepoNotFound");
        exchange.sendResponseHeaders(404, -1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void body(HttpExchange exchange, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", String.valueOf(bytes.length));
      exchange.sendResponseHeaders(200, -1);
    } else {
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hookPoints=[layers.1, layers.99]|hookPoints: the model has no layers.99",
        "sae={expansion: 1, k: 129}|is 128 latents, but k asks for 129",
        "corpus.contextLength=1024|corpus.contextLength: 1024 tokens are asked for",
        "model.source=hf:no/such|model.source: ",
      })
  void comparesTheStudyWithTheModel(String setting, String problem) {
    Findings findings = check(LONG, Map.of(), setting);

    assertThat(findings.errors()).hasSize(1);
    assertThat(findings.errors().get(0).toString()).contains(problem);
    assertThat(findings.warnings()).isEmpty();
  }

  @Test
  void findsNothingWhereAllIsWell() {
    Findings findings = check(LONG, Map.of());

    assertThat(findings.errors()).isEmpty();
    assertThat(findings.warnings()).isEmpty();
  }

  @Test
  void refusesAnUnknownFamily() {
    config = "{\"model_type\": \"mamba\"}";

    assertThat(check(LONG, Map.of()).errors())
        .extracting(SpecError::problem)
        .first()
        .asString()
        .contains("model_type is 'mamba'");
  }

  @Test
  void saysThatASilentHubWasNotWaitedFor() {
    silent = true;

    Findings findings = check(Duration.ofMillis(100), Map.of());

    assertThat(findings.errors()).isEmpty();
    assertThat(findings.warnings())
        .containsExactly(
            "model.source: config.json of hf:some/model was not looked at (no answer within 0.1 s)."
                + " Hook points, family and k are checked when the study runs.");
  }

  @Test
  void beingOfflineIsNoError() {
    Findings findings = check(LONG, Map.of("NULLSCOPE_OFFLINE", "1"));

    assertThat(findings.errors()).isEmpty();
    assertThat(findings.warnings()).hasSize(1);
    assertThat(findings.warnings().get(0))
        .contains("was not looked at (")
        .contains("NULLSCOPE_OFFLINE");
  }

  private Findings check(Duration patience, Map<String, String> more, String... overrides) {
    String study =
        """
        name: study
        model: { source: "hf:some/model" }
        corpus: { source: "file:%s", contextLength: 128, trainTokens: 10k, evalTokens: 3k, interpTokens: 4k }
        sae: { latents: 512, k: 16 }
        autointerp: { minActiveWindows: 40, explanationWindows: 20 }
        """
            .formatted(text);
    SpecResult result = StudySpecReader.withOverrides(study, List.of(overrides));
    assertThat(result.describe()).isEmpty();
    SpecResult.Valid valid = (SpecResult.Valid) result;
    Map<String, String> environment = new HashMap<>(more);
    environment.put("HF_ENDPOINT", "http://127.0.0.1:" + server.getAddress().getPort());
    environment.put("NULLSCOPE_HUB_CACHE", folder.resolve("cache").toString());
    Machine machine = new Machine(OptionalLong.of(16L << 30), 100L << 30, folder.resolve("home"));
    return new Preflight(
            Optional.of(machine), new HubModel(environment, patience), Optional.empty())
        .check(valid.spec(), valid.lines());
  }
}
