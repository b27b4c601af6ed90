package io.nullscope.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStackTest {
  private static final long SOON_SECONDS = 60;

  @TempDir private Path directory;
  private final BlockingQueue<String> notices = new LinkedBlockingQueue<>();

  @Test
  void startsMendsAndEndsItsChildren() throws Exception {
    Set<ProcessHandle> before = children();
    Set<ProcessHandle> started;
    try (LocalStack stack = stack(FakePrograms.stack())) {
      stack.start();
      started = children();
      started.removeAll(before);
      assertThat(started).hasSize(Component.values().length);
      assertThat(healthOf(stack.webAddress())).isEqualTo(200);
      assertThat(stack.peakResidentBytes()).isPositive();

      // Any of them: what happens is the same.
      started.iterator().next().destroyForcibly();

      assertThat(notices.poll(SOON_SECONDS, TimeUnit.SECONDS))
          .contains("ended (exit code 137) and was started again");
      await().until(() -> healthOf(stack.webAddress()) == 200);
      stack.requireAlive();
      started.addAll(children());
      started.removeAll(before);
    }
    assertThat(started).allMatch(child -> !child.isAlive());
    assertThat(notices).isEmpty();
  }

  @Test
  void startsInTwoPartsAndIsFoundByOthersWhileItRuns() throws Exception {
    StackHome home = new StackHome(directory);
    Set<ProcessHandle> before = children();
    assertThat(LocalStack.running(home)).isEmpty();
    assertThat(home.isUsed()).isFalse();
    try (LocalStack stack = stack(FakePrograms.stack())) {
      stack.startIndex(true);
      assertThat(newChildren(before)).hasSize(3);
      assertThat(LocalStack.running(home)).contains(stack.webAddress());
      stack.startWorkers();
      assertThat(newChildren(before)).hasSize(Component.values().length);
    }
    assertThat(LocalStack.running(home)).isEmpty();
    assertThat(home.isUsed()).isTrue();
  }

  @Test
  void stopsWhenAChildCannotWork() {
    Programs broken =
        component ->
            component == Component.TRAINER
                ? FakePrograms.arguments(ExitsAtOnce.class)
                : FakePrograms.stack().of(component);
    try (LocalStack stack = stack(broken)) {
      assertThatThrownBy(stack::start)
          .isInstanceOf(StackException.class)
          .hasMessageContaining("sae-trainer died more than 5 times in 60 s")
          .hasMessageContaining("cannot work")
          .hasMessageContaining(directory.resolve("logs/sae-trainer.log").toString());
    }
  }

  @Test
  void refusesAHomeInUseAndLeavesNoOrphansWhenItsProcessIsKilled() throws Exception {
    Process parent = startParent();
    List<ProcessHandle> orphans = new ArrayList<>();
    try (BufferedReader output = parent.inputReader()) {
      for (String line = output.readLine(); !"READY".equals(line); line = output.readLine()) {
        ProcessHandle.of(Long.parseLong(line)).ifPresent(orphans::add);
      }
      assertThat(orphans).hasSize(Component.values().length);
      try (LocalStack second = stack(FakePrograms.stack())) {
        assertThatThrownBy(second::start)
            .isInstanceOf(StackException.class)
            .hasMessageContaining("(process " + parent.pid() + ")")
            .hasMessageContaining("--server")
            .hasMessageContaining("NULLSCOPE_HOME");
      }
    } finally {
      parent.destroyForcibly();
    }
    for (ProcessHandle orphan : orphans) {
      assertThat(orphan.onExit().get(SOON_SECONDS, TimeUnit.SECONDS)).isNotNull();
    }
  }

  @Test
  void cannotBeUsedAfterItsEnd() throws Exception {
    LocalStack stack = stack(FakePrograms.stack());
    stack.close();
    stack.close();

    assertThatThrownBy(stack::start).isInstanceOf(StackException.class);
    assertThatThrownBy(stack::requireAlive).isInstanceOf(StackException.class);
    stack.close();
  }

  private LocalStack stack(Programs programs) {
    return new LocalStack(
        programs,
        Heaps.of(Map.of()),
        new StackHome(directory),
        StackOptions.defaults(),
        notices::add);
  }

  private Process startParent() throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                StackParent.class.getName(),
                directory.toString()));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static Set<ProcessHandle> children() {
    return ProcessHandle.current().children().collect(Collectors.toSet());
  }

  private static Set<ProcessHandle> newChildren(Set<ProcessHandle> before) {
    Set<ProcessHandle> started = children();
    started.removeAll(before);
    return started;
  }

  private static int healthOf(String address) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection)
              URI.create("http://" + address + "/q/health/ready").toURL().openConnection();
      connection.setReadTimeout((int) Duration.ofSeconds(5).toMillis());
      return connection.getResponseCode();
    } catch (IOException e) {
      return 0;
    }
  }
}
