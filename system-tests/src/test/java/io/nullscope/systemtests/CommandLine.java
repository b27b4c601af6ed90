package io.nullscope.systemtests;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** One run of the {@code nullscope} command as a process of its own, without a terminal. */
final class CommandLine implements AutoCloseable {

  private final Process process;
  private final Path home;
  private final List<String> lines = new ArrayList<>();
  private final Thread reader;

  private CommandLine(Process process, Path home) {
    this.process = process;
    this.home = home;
    this.reader = new Thread(this::read, "nullscope-output");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts the command of the built tree.
   *
   * @param home state of its local stack
   */
  static CommandLine start(Path home, String... arguments) {
    return start(home, Map.of(), arguments);
  }

  /**
   * Starts the command of the built tree.
   *
   * @param environment added to that of this process
   */
  static CommandLine start(Path home, Map<String, String> environment, String... arguments) {
    Path root = root();
    List<String> command = new ArrayList<>();
    // A shell starts background jobs with SIGINT ignored, which a JVM inherits and keeps.
    command.addAll(List.of("env", "--default-signal=INT"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-Dnullscope.root=" + root));
    command.addAll(
        List.of(
            "-cp",
            root.resolve("cli/target/nullscope-cli.jar")
                + ":"
                + root.resolve("cli/target/lib")
                + "/*"));
    command.add("io.nullscope.cli.Nullscope");
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    builder.environment().put("NULLSCOPE_HOME", home.toString());
    try {
      return new CommandLine(builder.start(), home);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The repository: the parent of this module. */
  static Path root() {
    return Path.of("").toAbsolutePath().getParent();
  }

  private void read() {
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        synchronized (lines) {
          lines.add(line);
          lines.notifyAll();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      synchronized (lines) {
        lines.notifyAll();
      }
    }
  }

  /** Waits for a line of output. */
  String awaitLine(String what, Predicate<String> wanted, Duration timeout)
      throws InterruptedException, TimeoutException {
    long deadline = System.nanoTime() + timeout.toNanos();
    synchronized (lines) {
      for (int next = 0; ; next++) {
        while (next >= lines.size()) {
          long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
          if (left <= 0 || (!process.isAlive() && !reader.isAlive())) {
            throw new TimeoutException("no output line " + what + "; the output was:\n" + output());
          }
          lines.wait(Math.min(left, 500));
        }
        if (wanted.test(lines.get(next))) {
          return lines.get(next);
        }
      }
    }
  }

  /** Waits for the end and returns the exit code. */
  int awaitExit(Duration timeout) throws InterruptedException, TimeoutException {
    if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new TimeoutException("the command did not end; the output was:\n" + output());
    }
    reader.join(10_000);
    return process.exitValue();
  }

  String output() {
    synchronized (lines) {
      return String.join("\n", lines);
    }
  }

  /**
   * The child process of the stack whose command line names a component; empty when it is not
   * running.
   */
  List<ProcessHandle> children(String component) {
    String mark =
        component.equals("kafka")
            ? "embedded-kafka"
            : component.equals("s3") ? "embedded-s3" : component + "/target";
    return process
        .descendants()
        .filter(child -> child.info().commandLine().orElse("").contains(mark))
        .toList();
  }

  List<ProcessHandle> descendants() {
    return process.descendants().toList();
  }

  /** kill -9 of a component. */
  void kill(String component) {
    List<ProcessHandle> children = children(component);
    if (children.isEmpty()) {
      throw new IllegalStateException(component + " is not running");
    }
    children.forEach(ProcessHandle::destroyForcibly);
  }

  /**
   * kill -9 of a service in the middle of a step, when it has ended another one before. It is
   * stopped (SIGSTOP) while its log is read, so that the step cannot end in between.
   *
   * @return the step that was under way
   */
  String killAtWork(String service, Duration timeout)
      throws IOException, InterruptedException, TimeoutException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (process.isAlive() && System.nanoTime() < deadline) {
      List<ProcessHandle> running = children(service);
      if (worksOnAnother(service) && !running.isEmpty()) {
        ProcessHandle child = running.get(0);
        signal("STOP", child.pid());
        if (worksOnAnother(service)) {
          child.destroyForcibly();
          return StepLog.read(home, service).underWay().orElseThrow();
        }
        signal("CONT", child.pid());
      }
      synchronized (lines) {
        lines.wait(10);
      }
    }
    throw new TimeoutException(
        service + " was never found at work on a second step; the output was:\n" + output());
  }

  private boolean worksOnAnother(String service) throws IOException {
    StepLog log = StepLog.read(home, service);
    return log.underWay().isPresent() && !log.ended().isEmpty();
  }

  /** As Ctrl-C. */
  void interrupt() throws IOException, InterruptedException {
    signal("INT", process.pid());
  }

  private static void signal(String name, long pid) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
  }

  @Override
  public void close() throws InterruptedException {
    if (process.isAlive()) {
      process.destroy();
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    }
  }
}
