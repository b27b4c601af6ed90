package io.nullscope.variant.adapter.checkpoint;

import static io.nullscope.study.VariantKind.RERANDOMIZED_INCL_EMBEDDINGS;
import static io.nullscope.study.VariantKind.TRAINED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.InMemoryObjectStore;
import io.nullscope.artifacts.Manifest;
import io.nullscope.checkpoints.InvalidCheckpointException;
import io.nullscope.demo.DemoAssets;
import io.nullscope.hub.DownloadListener;
import io.nullscope.hub.Hub;
import io.nullscope.hub.HubSettings;
import io.nullscope.service.SourceRoots;
import io.nullscope.study.StudySpec;
import io.nullscope.study.VariantKey;
import io.nullscope.study.VariantKind;
import io.nullscope.transformer.VariantArtifact;
import io.nullscope.variant.TinyModel;
import io.nullscope.variant.TinyStudy;
import io.nullscope.variant.adapter.djl.EngineSingularVectors;
import io.nullscope.variant.application.MaterializeVariant;
import io.nullscope.variant.application.ModelLocation;
import io.nullscope.variant.application.PinnedRevisions;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that come over HTTP, with a branch that moves. */
class HubModelsTest {

  private static final String FIRST = "1111111111111111111111111111111111111111";
  private static final String SECOND = "2222222222222222222222222222222222222222";
  private static final String SOURCE = "hf:owner/tiny";

  @TempDir private Path directory;

  private final InMemoryObjectStore objects = new InMemoryObjectStore();
  private final ArtifactStore store = new ArtifactStore(objects);
  private final Map<String, Path> commits = new TreeMap<>();
  private String main = FIRST;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    commits.put(FIRST, model("first", 1));
    commits.put(SECOND, model("second", 2));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private Path model(String name, long seed) {
    return TinyModel.write(directory.resolve(name), TinyModel.Family.NEOX, seed).folder();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String[] path = exchange.getRequestURI().getPath().substring(1).split("/");
      byte[] body;
      if (path[0].equals("api")) {
        String commit = path[5].equals("main") ? main : path[5];
        String siblings =
            Arrays.stream(Objects.requireNonNull(commits.get(commit).toFile().listFiles()))
                .map(File::getName)
                .map("{\"rfilename\": \"%s\"}"::formatted)
                .collect(Collectors.joining(","));
        body =
            "{\"sha\": \"%s\", \"siblings\": [%s]}"
                .formatted(commit, siblings)
                .getBytes(StandardCharsets.UTF_8);
      } else {
        body = Files.readAllBytes(commits.get(path[3]).resolve(path[4]));
      }
      boolean head = exchange.getRequestMethod().equals("HEAD");
      if (head) {
        exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
      }
      exchange.sendResponseHeaders(200, head ? -1 : body.length);
      if (!head) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  private HuggingFaceCheckpoints checkpoints(String... environment) {
    Map<String, String> variables = new TreeMap<>();
    variables.put("HF_ENDPOINT", "http://127.0.0.1:" + server.getAddress().getPort());
    variables.put("NULLSCOPE_HUB_CACHE", directory.resolve("cache").toString());
    for (String name : environment) {
      variables.put(name, "1");
    }
    return new HuggingFaceCheckpoints(
        new DemoAssets(),
        new Hub(HubSettings.of(variables), DownloadListener.NONE),
        SourceRoots.anywhere());
  }

  /** As the consumer does it. */
  private Manifest make(HuggingFaceCheckpoints from, String study, VariantKind kind) {
    StudySpec spec = new PinnedRevisions(objects, from).pin(study, TinyStudy.of(SOURCE));
    return store.require(
        VariantArtifact.KIND,
        new MaterializeVariant(from, store, new EngineSingularVectors())
            .materialize(spec, new VariantKey(kind, 0))
            .id());
  }

  private static Map<?, ?> checkpoint(Manifest manifest) {
    return (Map<?, ?>) manifest.attributes().get("checkpoint");
  }

  @Test
  void theManifestNamesRepositoryAndCommit() {
    Map<?, ?> checkpoint = checkpoint(make(checkpoints(), "one", TRAINED));

    assertThat(checkpoint.get("repository")).isEqualTo("owner/tiny");
    assertThat(checkpoint.get("commit")).isEqualTo(FIRST);
    assertThat((Map<?, ?>) checkpoint.get("files")).hasSize(3);
  }

  @Test
  void theOriginNamesTheCommit() {
    StudySpec spec = TinyStudy.of(SOURCE);

    assertThat(
            new MaterializeVariant(checkpoints(), store, new EngineSingularVectors())
                .materialize(spec, new VariantKey(TRAINED, 0))
                .origin())
        .isEqualTo("checkpoint; hf:owner/tiny at commit " + FIRST);
  }

  @Test
  void theSameFilesAreTheSameVariantWhereverTheyComeFrom() {
    Manifest hub = make(checkpoints(), "one", TRAINED);

    assertThat(
            new MaterializeVariant(checkpoints(), store, new EngineSingularVectors())
                .materialize(
                    TinyStudy.of("file:" + commits.get(FIRST)), new VariantKey(TRAINED, 0)))
        .satisfies(
            again -> {
              assertThat(again.id()).isEqualTo(hub.id());
              assertThat(again.reused()).isTrue();
            });
  }

  @Test
  void aStudyStaysWithItsCommitWhenTheBranchMoves() {
    Manifest before = make(checkpoints(), "one", TRAINED);
    main = SECOND;

    assertThat(checkpoint(make(checkpoints(), "one", RERANDOMIZED_INCL_EMBEDDINGS)).get("commit"))
        .isEqualTo(FIRST);
    assertThat(make(checkpoints(), "one", TRAINED)).isEqualTo(before);
    assertThat(checkpoint(make(checkpoints(), "two", TRAINED)).get("commit")).isEqualTo(SECOND);
  }

  @Test
  void offlineWorksFromTheCache() {
    Manifest online = make(checkpoints(), "one", TRAINED);
    server.stop(0);

    assertThat(make(checkpoints("HF_HUB_OFFLINE"), "two", TRAINED)).isEqualTo(online);
  }

  @Test
  void aRepositoryWithoutATokenizerSaysSo() throws IOException {
    Files.delete(commits.get(FIRST).resolve("tokenizer.json"));

    assertThatThrownBy(() -> make(checkpoints(), "one", TRAINED))
        .isInstanceOf(InvalidCheckpointException.class)
        .hasMessageContainingAll("hf:owner/tiny", FIRST, "tokenizer.json");
  }

  @Test
  void aRepositoryWithoutWeightsThatAreReadSaysSo() throws IOException {
    Path folder = commits.get(FIRST);
    Files.move(folder.resolve("model.safetensors"), folder.resolve("model.gguf"));

    assertThatThrownBy(() -> make(checkpoints(), "one", TRAINED))
        .isInstanceOf(InvalidCheckpointException.class)
        .hasMessageContainingAll("hf:owner/tiny", "pytorch_model.bin");
  }

  @Test
  void aMalformedSourceIsRefused() {
    assertThatThrownBy(
            () -> checkpoints().open(new ModelLocation("model.step0Source", "hf:tiny", "main")))
        .hasMessageContainingAll("model.step0Source", "hf:OWNER/NAME");
  }
}
