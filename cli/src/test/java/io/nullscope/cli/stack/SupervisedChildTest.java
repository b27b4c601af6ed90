package io.nullscope.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisedChildTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int LIMIT = 3;

  @TempDir private Path directory;
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private SupervisedChild child;

  @AfterEach
  void killChild() {
    if (child != null) {
      child.kill();
    }
  }

  @Test
  void startsAProcessThatWasKilledAgain() throws Exception {
    child = child(RunsUntilKilled.class);
    child.start();
    awaitReady(child);
    long first = child.pid().orElseThrow();

    ProcessHandle.of(first).orElseThrow().destroyForcibly();

    assertThat(nextEvent()).isEqualTo("restarted after 137");
    assertThat(child.pid().orElseThrow()).isNotEqualTo(first);
    awaitReady(child);
  }

  @Test
  void givesUpAProgramThatDiesTooOften() throws Exception {
    child = child(ExitsAtOnce.class);
    child.start();

    for (int restart = 0; restart < LIMIT; restart++) {
      assertThat(nextEvent()).isEqualTo("restarted after 7");
    }
    assertThat(nextEvent())
        .isEqualTo("given up: ExitsAtOnce died more than 3 times in 60 s; its last exit code is 7");
    assertThat(child.pid()).isEmpty();
    assertThat(child.log().tail(10).lines()).hasSize(LIMIT + 1).containsOnly("cannot work");
  }

  @Test
  void doesNotStartAgainWhatWasToldToEnd() throws Exception {
    child = child(RunsUntilKilled.class);
    child.start();
    awaitReady(child);

    child.terminate();

    assertThat(child.awaitEnd(SOON)).isTrue();
    child.start();
    assertThat(child.pid()).isEmpty();
    assertThat(events).isEmpty();
  }

  @Test
  void isKilledWhenItIgnoresARequestToEnd() throws Exception {
    child = child(RunsUntilKilled.class, "stubborn");
    SupervisedChild obedient = child(RunsUntilKilled.class);
    child.start();
    obedient.start();
    awaitReady(child);
    awaitReady(obedient);
    ProcessHandle stubbornProcess = ProcessHandle.of(child.pid().orElseThrow()).orElseThrow();

    new Shutdown(
            List.of(child), List.of(obedient), Duration.ofMillis(100), Duration.ofMillis(1_500))
        .run();

    assertThat(obedient.pid()).isEmpty();
    assertThat(stubbornProcess.onExit().get(SOON.toSeconds(), TimeUnit.SECONDS)).isNotNull();
    assertThat(events).isEmpty();
  }

  /** As Ctrl-C, the end of a terminal, or a supervisor sends them to all processes at once. */
  @Test
  void ignoresTheSignalsOfTheWholeGroupAndEndsWithItsPipe() throws Exception {
    ChildSpec bare = FakePrograms.child(FakeComponent.class, directory.resolve("shielded.log"));
    List<String> command = new ArrayList<>(ChildCommands.SHIELD);
    command.addAll(bare.command());
    child = child(new ChildSpec(bare.name(), command, bare.environment(), false, bare.log()));
    child.start();
    awaitReady(child);

    long ignored =
        Files.readAllLines(Path.of("/proc/" + child.pid().orElseThrow() + "/status")).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
            .findFirst()
            .orElseThrow();
    for (int signal : new int[] {1, 2, 15}) {
      assertThat(ignored >> (signal - 1) & 1).as("signal %d", signal).isEqualTo(1);
    }

    child.terminate();
    assertThat(child.awaitEnd(SOON)).isTrue();
    assertThat(events).isEmpty();
  }

  private SupervisedChild child(Class<?> main, String... arguments) {
    return child(
        FakePrograms.child(
            main, directory.resolve(main.getSimpleName() + arguments.length + ".log"), arguments));
  }

  private SupervisedChild child(ChildSpec spec) {
    return new SupervisedChild(
        spec,
        new RestartLimit(LIMIT, Duration.ofSeconds(60)),
        FakePrograms.stoppedClock(),
        new SupervisedChild.Listener() {
          @Override
          public void restarted(SupervisedChild restarted, int exitCode) {
            events.add("restarted after " + exitCode);
          }

          @Override
          public void givenUp(SupervisedChild dead, String reason) {
            events.add("given up: " + reason);
          }
        });
  }

  private String nextEvent() throws InterruptedException {
    return events.poll(SOON.toSeconds(), TimeUnit.SECONDS);
  }

  private static void awaitReady(SupervisedChild child) {
    await().atMost(SOON).until(() -> readyLine(child));
  }

  private static boolean readyLine(SupervisedChild child) throws IOException {
    return child.log().hasLineStartingWith("READY", child.logOffset());
  }
}
