package io.nullscope.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.nullscope.v1.StudyStatus;
import io.nullscope.v1.Verdict;
import io.nullscope.v1.WatchStudyResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class StudyClientTest {
  private static final Patience QUICK = new Patience(Duration.ofSeconds(2), Duration.ofMillis(20));

  @TempDir private Path directory;
  private FakeServer server;
  private StudyClient client;

  @BeforeEach
  void start() throws IOException {
    server = FakeServer.start();
    ServerAddress address = server.address();
    ManagedChannel channel =
        OkHttpChannelBuilder.forAddress(address.host(), address.port()).usePlaintext().build();
    client = new StudyClient(address.toString(), channel, QUICK);
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void submitsOnce() throws Exception {
    assertThat(client.submit("name: x").getStudyId()).isEqualTo(FakeServer.STUDY_ID);
    assertThat(server.submitted).containsExactly("name: x");
  }

  @Test
  void tellsAnInvalidStudyFromAnUnwillingServer() {
    server.refusal = Status.INVALID_ARGUMENT.withDescription("two errors");
    assertThatThrownBy(() -> client.submit("x"))
        .isInstanceOf(InvalidSubmissionException.class)
        .hasMessage("two errors");

    server.refusal = Status.ALREADY_EXISTS.withDescription("the id belongs to another study");
    assertThatThrownBy(() -> client.submit("x"))
        .isInstanceOf(ServerException.class)
        .hasMessageContaining("refused the study: the id belongs to another study");
    assertThat(server.submitted).hasSize(2);
  }

  @Test
  void waitsForAServerThatIsAway() throws Exception {
    server.goAway();
    Thread back = new Thread(server::restart);
    back.start();

    assertThat(client.submit("x").getAttempt()).isEqualTo(1);
    back.join();
  }

  @Test
  void givesUpAServerThatStaysAway() {
    server.goAway();

    assertThatThrownBy(() -> client.submit("x"))
        .isInstanceOf(ServerException.class)
        .hasMessageContaining("No Nullscope server answered at " + server.address());
  }

  @Test
  void followsAStudyOverARestartOfTheServer() throws Exception {
    server.onWatch =
        (number, stream) -> {
          stream.onNext(FakeServer.state(number < 3 ? "RUNNING" : "COMPLETED"));
          if (number == 2) {
            // A server that goes down in an orderly way ends its streams.
            stream.onCompleted();
          }
        };
    List<String> states = new ArrayList<>();

    StudyStatus end;
    try (StudyWatch watch = client.watch(FakeServer.STUDY_ID, 1)) {
      end =
          watch.awaitEnd(
              status -> {
                states.add(status.getState());
                if (states.size() == 1) {
                  server.restart();
                }
              },
              () -> {});
    }

    assertThat(end.getState()).isEqualTo("COMPLETED");
    assertThat(states).containsExactly("RUNNING", "RUNNING", "COMPLETED");
  }

  @Test
  void waitsUntilTheServerKnowsTheStudyAndIgnoresOlderAttempts() throws Exception {
    server.onWatch =
        (number, stream) -> {
          if (number == 1) {
            stream.onError(Status.NOT_FOUND.asRuntimeException());
            return;
          }
          stream.onNext(
              WatchStudyResponse.newBuilder()
                  .setStatus(StudyStatus.newBuilder().setState("FAILED").setAttempt(0))
                  .build());
          stream.onNext(FakeServer.state("COMPLETED"));
        };
    List<StudyStatus> seen = new ArrayList<>();

    try (StudyWatch watch = client.watch(FakeServer.STUDY_ID, 1)) {
      assertThat(watch.awaitEnd(seen::add, () -> {}).getState()).isEqualTo("COMPLETED");
    }
    assertThat(seen).hasSize(1);
  }

  @Test
  void stopsFollowingWhenTheServerIsGoneForGood() {
    server.onWatch = (number, stream) -> stream.onNext(FakeServer.state("RUNNING"));

    try (StudyWatch watch = client.watch(FakeServer.STUDY_ID, 1)) {
      assertThatThrownBy(() -> watch.awaitEnd(status -> server.goAway(), () -> {}))
          .isInstanceOf(ServerException.class)
          .hasMessageContaining("No Nullscope server answered");
    }
  }

  @Test
  void stopsFollowingWhenTheServerRefuses() {
    server.onWatch =
        (number, stream) ->
            stream.onError(Status.PERMISSION_DENIED.withDescription("no").asRuntimeException());

    try (StudyWatch watch = client.watch(FakeServer.STUDY_ID, 1)) {
      assertThatThrownBy(() -> watch.awaitEnd(status -> {}, () -> {}))
          .isInstanceOf(ServerException.class)
          .hasMessageContaining("does not show the study: no");
    }
  }

  @Test
  void stopsFollowingWhenTheCallerSaysSo() {
    server.onWatch = (number, stream) -> {};
    IllegalStateException stop = new IllegalStateException("stop");

    try (StudyWatch watch = client.watch(FakeServer.STUDY_ID, 1)) {
      assertThatThrownBy(
              () ->
                  watch.awaitEnd(
                      status -> {},
                      () -> {
                        throw stop;
                      }))
          .isSameAs(stop);
    }
  }

  @Test
  void readsEveryPageOfVerdicts() throws Exception {
    for (String metric : List.of("a", "b", "c")) {
      server.verdicts.add(Verdict.newBuilder().setMetric(metric).build());
    }

    assertThat(client.verdicts(FakeServer.STUDY_ID).all())
        .extracting(Verdict::getMetric)
        .containsExactly("a", "b", "c");
  }

  @Test
  void writesAllFilesAndNothingElse() throws Exception {
    ResultFiles.NAMES.forEach(name -> server.files.put(name, "content of " + name));
    Path out = directory.resolve("deep/out");
    Files.createDirectories(out);
    Files.writeString(out.resolve("results.json"), "old");

    List<Path> written = client.files(FakeServer.STUDY_ID).writeTo(out);

    assertThat(written)
        .extracting(file -> file.getFileName().toString())
        .containsExactlyElementsOf(ResultFiles.NAMES);
    assertThat(out.resolve("results.json")).hasContent("content of results.json");
    assertThat(namesIn(out)).containsExactlyInAnyOrderElementsOf(ResultFiles.NAMES);
  }

  @Test
  void leavesOldFilesAsTheyAreWhenOneIsMissing() throws Exception {
    ResultFiles.NAMES.forEach(name -> server.files.put(name, "new"));
    server.files.remove("report.html");
    Files.writeString(directory.resolve("cells.csv"), "old");

    assertThatThrownBy(() -> client.files(FakeServer.STUDY_ID).writeTo(directory))
        .isInstanceOf(ServerException.class)
        .hasMessageContaining("does not have report.html")
        .hasMessageContaining("there is no report.html");

    assertThat(namesIn(directory)).containsExactly("cells.csv");
    assertThat(directory.resolve("cells.csv")).hasContent("old");
  }

  private static List<String> namesIn(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
