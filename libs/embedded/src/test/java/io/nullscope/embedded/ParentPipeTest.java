package io.nullscope.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With real processes. */
@Timeout(60)
class ParentPipeTest {

  /**
   * A process that writes to a pipe, and the child at its other end, both started by a shell that
   * then becomes a program that never waits for its children. The streams of the other two are
   * elsewhere, so what comes out of the shell comes from the child.
   */
  private static final String PARENT_THAT_NOBODY_WAITS_FOR =
      "sleep 600 2>/dev/null | { \"$@\"; echo \"exit code $?\"; } & exec sleep 600 >/dev/null 2>&1";

  private final List<ProcessHandle> started = new ArrayList<>();

  @AfterEach
  void kill() {
    started.forEach(ProcessHandle::destroyForcibly);
  }

  @Test
  void endsWhenThePipeEnds() throws Exception {
    Process child = start(child());
    BufferedReader output = child.inputReader();
    assertThat(output.readLine()).isEqualTo("READY");

    child.getOutputStream().close();

    assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(child.exitValue()).isZero();
  }

  @Test
  void endsWithAParentThatIsDeadButNotReaped() throws Exception {
    List<String> command = new ArrayList<>(List.of("sh", "-c", PARENT_THAT_NOBODY_WAITS_FOR, "sh"));
    command.addAll(child());
    Process shell = start(command);
    BufferedReader output = shell.inputReader();
    assertThat(output.readLine()).isEqualTo("READY");
    shell.descendants().forEach(started::add);
    ProcessHandle parent =
        shell
            .children()
            .filter(process -> process.info().command().orElse("").endsWith("sleep"))
            .findFirst()
            .orElseThrow();

    parent.destroyForcibly();

    assertThat(output.readLine()).isEqualTo("exit code 0");
    assertThat(state(parent)).as("state of the parent's process").isEqualTo('Z');
  }

  @Test
  void watchesNothingUnlessAsked() {
    ParentPipe.watch(Map.of());

    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("parent-pipe");
  }

  private Process start(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put(ParentPipe.SWITCH, "true");
    Process process = builder.start();
    started.add(process.toHandle());
    return process;
  }

  private static List<String> child() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-Xmx32m",
        "-cp",
        System.getProperty("java.class.path"),
        RunsUntilItsParentEnds.class.getName());
  }

  /** The letter after the command's name in parentheses. */
  private static char state(ProcessHandle process) throws IOException {
    String stat =
        Files.readString(
            Path.of("/proc", Long.toString(process.pid()), "stat"), StandardCharsets.UTF_8);
    return stat.charAt(stat.lastIndexOf(')') + 2);
  }
}
