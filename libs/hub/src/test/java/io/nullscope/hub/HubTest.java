package io.nullscope.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nullscope.hub.FakeHub.Fault;
import io.nullscope.hub.FakeHub.Seen;
import io.nullscope.hub.HubException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against servers that behave like the Hub and the host behind it. */
class HubTest {

  private static final Repository REPOSITORY = new Repository("owner/tiny-model");
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
  private static final String NEXT = "89abcdef0123456789abcdef0123456789abcdef";
  private static final String TOKEN = "hf_secret";
  private static final String WEIGHTS = "model.safetensors";

  @TempDir private Path folder;

  private final FakeHub server = new FakeHub(REPOSITORY.id());
  private final byte[] config = "{\"model_type\": \"llama\"}".getBytes(StandardCharsets.UTF_8);
  private final byte[] weights = new byte[300_000];
  private final List<Duration> waits = new ArrayList<>();
  private final List<String> retried = new ArrayList<>();

  @BeforeEach
  void fill() {
    new Random(1).nextBytes(weights);
    server.branch("main", COMMIT).small("config.json", config).large(WEIGHTS, weights);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Hub hub(Optional<String> token, boolean offline) {
    HubSettings settings =
        new HubSettings(server.endpoint(), folder.resolve("cache"), token, offline);
    DownloadListener listener =
        new DownloadListener() {
          @Override
          public void progress(String file, long bytes, long total) {}

          @Override
          public void retrying(String file, String problem) {
            retried.add(problem);
          }
        };
    return new Hub(settings, listener, Duration.ofSeconds(30), waits::add);
  }

  private Hub hub() {
    return hub(Optional.of(TOKEN), false);
  }

  private Path fetch(String file) {
    return hub().fetch(REPOSITORY, COMMIT, file);
  }

  private Path partial(String file) {
    return folder.resolve("cache/models--owner--tiny-model/partial/" + COMMIT + "/" + file);
  }

  @Test
  void bringsSmallAndLargeFiles() throws IOException {
    assertThat(hub().commit(REPOSITORY, "main")).isEqualTo(COMMIT);
    assertThat(hub().files(REPOSITORY, COMMIT)).containsExactly("config.json", WEIGHTS);
    assertThat(Files.readAllBytes(fetch("config.json"))).isEqualTo(config);
    assertThat(Files.readAllBytes(fetch(WEIGHTS))).isEqualTo(weights);
    assertThat(fetch(WEIGHTS)).hasParent(fetch("config.json").getParent());
    assertThat(waits).isEmpty();
  }

  @Test
  void sendsTheTokenToTheHubOnly() {
    fetch(WEIGHTS);

    assertThat(server.seen("hub", "GET"))
        .allSatisfy(
            request ->
                assertThat(request.headers()).containsEntry("Authorization", "Bearer " + TOKEN));
    assertThat(server.seen("storage", "GET"))
        .hasSize(1)
        .allSatisfy(request -> assertThat(request.headers()).doesNotContainKey("Authorization"));
  }

  @Test
  void asksForNothingTwice() {
    hub().commit(REPOSITORY, "main");
    fetch(WEIGHTS);
    int requests = server.seen().size();

    hub().files(REPOSITORY, COMMIT);
    fetch(WEIGHTS);
    assertThat(hub().commit(REPOSITORY, COMMIT)).isEqualTo(COMMIT);

    assertThat(server.seen()).hasSize(requests);
  }

  @Test
  void aDroppedConnectionIsContinuedWhereItBroke() throws IOException {
    server.fail("/lfs/" + WEIGHTS, Fault.cutAfter(100_000), Fault.cutAfter(50_000));

    assertThat(Files.readAllBytes(fetch(WEIGHTS))).isEqualTo(weights);

    List<Seen> requests = server.seen("storage", "GET");
    assertThat(requests).hasSize(3);
    assertThat(requests.get(1).headers())
        .containsEntry("If-Range", "\"storage-300000\"")
        .hasEntrySatisfying("Range", range -> assertThat(range).matches("bytes=[1-9]\\d*-"));
    assertThat(waits).hasSize(2);
    assertThat(partial(WEIGHTS)).doesNotExist();
  }

  @Test
  void aSilentConnectionIsGivenUpAndContinued() throws IOException {
    server.fail("/lfs/" + WEIGHTS, Fault.silentAfter(100_000));
    HubSettings settings =
        new HubSettings(server.endpoint(), folder.resolve("cache"), Optional.empty(), false);
    Hub impatient = new Hub(settings, DownloadListener.NONE, Duration.ofMillis(500), waits::add);

    assertThat(impatient.fetch(REPOSITORY, COMMIT, WEIGHTS)).hasBinaryContent(weights);
    assertThat(waits).hasSize(1);
    assertThat(server.seen("storage", "GET").get(1).headers()).containsKey("Range");
  }

  @Test
  void aKilledProcessLeavesNoHalfFileAndNoLock() throws Exception {
    server.fail("/lfs/" + WEIGHTS, Fault.silentAfter(100_000));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                FetchProgram.class.getName(),
                server.endpoint().toString(),
                folder.resolve("cache").toString(),
                REPOSITORY.id(),
                COMMIT,
                WEIGHTS)
            .inheritIO()
            .start();
    long limit = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!Files.exists(partial(WEIGHTS)) || Files.size(partial(WEIGHTS)) < 100_000) {
      assertThat(process.isAlive()).isTrue();
      assertThat(System.nanoTime()).as("waiting for the first bytes").isLessThan(limit);
      Thread.onSpinWait();
    }
    process.destroyForcibly().waitFor();

    Path target =
        folder.resolve("cache/models--owner--tiny-model/commits/" + COMMIT + "/" + WEIGHTS);
    assertThat(target).doesNotExist();
    assertThat(fetch(WEIGHTS)).isEqualTo(target).hasBinaryContent(weights);
    assertThat(server.seen("storage", "GET").get(1).headers())
        .containsEntry("Range", "bytes=100000-")
        .containsEntry("If-Range", "\"storage-300000\"");
  }

  @Test
  void whatAKilledProcessLeftIsContinued() throws IOException {
    Files.createDirectories(partial(WEIGHTS).getParent());
    Files.write(partial(WEIGHTS), Arrays.copyOf(weights, 120_000));

    assertThat(Files.readAllBytes(fetch(WEIGHTS))).isEqualTo(weights);
    assertThat(server.seen("storage", "GET").get(0).headers())
        .containsEntry("Range", "bytes=120000-");
  }

  @Test
  void aFileThatWasCompleteButNotYetCheckedIsOnlyChecked() throws IOException {
    Files.createDirectories(partial(WEIGHTS).getParent());
    Files.write(partial(WEIGHTS), weights);

    assertThat(Files.readAllBytes(fetch(WEIGHTS))).isEqualTo(weights);
    assertThat(server.seen("storage", "GET")).isEmpty();
  }

  @Test
  void anotherFileUnderTheSameTagIsFetchedAnew() throws IOException {
    Files.createDirectories(partial(WEIGHTS).getParent());
    Files.write(partial(WEIGHTS), new byte[1000]);
    Files.writeString(partial(WEIGHTS + ".etag"), "\"of another version\"");

    assertThat(Files.readAllBytes(fetch(WEIGHTS))).isEqualTo(weights);
    assertThat(server.seen("storage", "GET")).hasSize(1);
  }

  @Test
  void whatDoesNotHaveItsDigestIsThrownAway() throws IOException {
    server.claimDigest("f".repeat(64));

    assertThatThrownBy(() -> fetch(WEIGHTS))
        .isInstanceOfSatisfying(
            HubException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.CORRUPT_DOWNLOAD);
              assertThat(e.isRetryable()).isTrue();
            })
        .hasMessageContainingAll("owner/tiny-model/model.safetensors", "SHA-256");
    assertThat(partial(WEIGHTS)).doesNotExist();
    assertThat(folder.resolve("cache/models--owner--tiny-model/commits/" + COMMIT + "/" + WEIGHTS))
        .doesNotExist();

    server.claimDigest(null);
    assertThat(Files.readAllBytes(fetch(WEIGHTS))).isEqualTo(weights);
  }

  @Test
  void waitsAsLongAsTheHubAsks() {
    server.fail("config.json", Fault.status(429, "Retry-After", "17"), Fault.status(503));

    fetch("config.json");

    assertThat(waits).containsExactly(Duration.ofSeconds(17), Duration.ofSeconds(2));
    assertThat(retried).first().asString().contains("429");
  }

  @Test
  void givesUpAfterFiveFailuresInARow() {
    Fault[] down = new Fault[9];
    Arrays.fill(down, Fault.status(500));
    server.fail("/revision/main", down);

    assertThatThrownBy(() -> hub().commit(REPOSITORY, "main"))
        .isInstanceOfSatisfying(
            HubException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE);
              assertThat(e.isRetryable()).isTrue();
            })
        .hasMessageContainingAll("owner/tiny-model", "500", "5 times");
    assertThat(waits).hasSize(4);
  }

  @Test
  void aServerThatIsNotThereIsTransient() {
    server.close();

    assertThatThrownBy(() -> hub().commit(REPOSITORY, "main"))
        .isInstanceOfSatisfying(HubException.class, e -> assertThat(e.isRetryable()).isTrue());
  }

  @Test
  void anExpiredAddressOfTheStorageIsAskedForAnew() throws IOException {
    server.fail("/lfs/" + WEIGHTS, Fault.status(403));

    assertThat(Files.readAllBytes(fetch(WEIGHTS))).isEqualTo(weights);
  }

  @Test
  void aGatedModelSaysWhatToDo() {
    server.fail("config.json", Fault.status(403, "X-Error-Code", "GatedRepo"));

    assertThatThrownBy(() -> hub(Optional.empty(), false).fetch(REPOSITORY, COMMIT, "config.json"))
        .isInstanceOfSatisfying(
            HubException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.ACCESS_DENIED);
              assertThat(e.isRetryable()).isFalse();
            })
        .hasMessageContainingAll("gated", "accept its licence", "/owner/tiny-model", "HF_TOKEN");
  }

  @Test
  void anUnknownRepositorySaysWhatToDoAndNotTheToken() {
    assertThatThrownBy(() -> hub().commit(new Repository("owner/other"), "main"))
        .isInstanceOfSatisfying(
            HubException.class, e -> assertThat(e.reason()).isEqualTo(Reason.ACCESS_DENIED))
        .hasMessageContainingAll("hf:owner/other", "private", "HF_TOKEN")
        .message()
        .doesNotContain(TOKEN);
  }

  @Test
  void anUnknownRevisionListsThoseThatAreThere() {
    server.branch("step0", NEXT);

    assertThatThrownBy(() -> hub().commit(REPOSITORY, "step1"))
        .isInstanceOfSatisfying(
            HubException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND))
        .hasMessageContainingAll("\"step1\"", "main, step0");
  }

  @Test
  void aRevisionWithASlashIsOneRevision() {
    server.branch("refs/pr/1", NEXT);

    assertThat(hub().commit(REPOSITORY, "refs/pr/1")).isEqualTo(NEXT);
  }

  @Test
  void aFileThatIsNotThere() {
    assertThatThrownBy(() -> fetch("absent.json"))
        .isInstanceOfSatisfying(
            HubException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND))
        .hasMessageContaining("owner/tiny-model/absent.json");
  }

  @Test
  void anAnswerThatIsNoneOfAHub() {
    server.branch("main", "not a commit");

    assertThatThrownBy(() -> hub().commit(REPOSITORY, "main"))
        .isInstanceOfSatisfying(
            HubException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNEXPECTED_ANSWER))
        .hasMessageContaining("HF_ENDPOINT");
  }

  @Test
  void offlineTakesWhatIsThereAndNamesWhatIsMissing() throws IOException {
    hub().commit(REPOSITORY, "main");
    fetch("config.json");
    int requests = server.seen().size();
    Hub offline = hub(Optional.empty(), true);

    assertThat(offline.commit(REPOSITORY, "main")).isEqualTo(COMMIT);
    assertThat(offline.files(REPOSITORY, COMMIT)).contains(WEIGHTS);
    assertThat(offline.fetch(REPOSITORY, COMMIT, "config.json")).hasBinaryContent(config);
    for (Callable<?> missing :
        List.<Callable<?>>of(
            () -> offline.fetch(REPOSITORY, COMMIT, WEIGHTS),
            () -> offline.commit(REPOSITORY, "step0"),
            () -> offline.files(REPOSITORY, NEXT))) {
      assertThatThrownBy(missing::call)
          .isInstanceOfSatisfying(
              HubException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_CACHED))
          .hasMessageContainingAll("owner/tiny-model", "cache", "HF_HUB_OFFLINE");
    }
    assertThat(server.seen()).hasSize(requests);
  }

  @Test
  void twoAtOnceDownloadOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<Path>> results = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      results.add(threads.submit(() -> fetch(WEIGHTS)));
    }
    for (Future<Path> result : results) {
      assertThat(result.get()).hasBinaryContent(weights);
    }
    threads.shutdown();

    assertThat(server.seen("storage", "GET")).hasSize(1);
  }

  @Test
  void namesAreNeverPaths() {
    for (String name : List.of("../x", "/etc/passwd", "a/b", "..", ".hidden", "")) {
      assertThatThrownBy(() -> fetch(name)).isInstanceOf(IllegalArgumentException.class);
    }
    for (String id : List.of("a", "a/b/c", "../b", "a/..", "a/b..c", "/a", "a/", "a /b")) {
      assertThatThrownBy(() -> new Repository(id)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
