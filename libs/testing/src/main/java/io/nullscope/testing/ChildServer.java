package io.nullscope.testing;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A server of one of the {@code libs/embedded-*} modules, run as users run it: a Java process of
 * its own, with the module's own class path, that says {@code READY port=N}.
 */
final class ChildServer {

  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);
  private static final String READY = "READY port=";

  private final Process process;
  private final int port;

  private ChildServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts a server and waits until it is ready.
   *
   * @param module folder under {@code libs}
   * @param jvmOptions the options that the module's README recommends
   * @param log file that receives what the server says
   * @throws IllegalStateException when it ends or stays silent instead; the message holds what it
   *     said
   */
  static ChildServer start(
      String module,
      String mainClass,
      List<String> jvmOptions,
      List<String> arguments,
      Map<String, String> environment,
      Path log) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", classPath(module), mainClass));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
    builder.environment().putAll(environment);
    // Its standard input is a pipe from this process, so it ends with this process.
    builder.environment().put("NULLSCOPE_EXIT_ON_STDIN_EOF", "true");
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException("Starting " + mainClass + " failed", e);
    }
    try {
      int port = readyPort(process).get(START_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      return new ChildServer(process, port);
    } catch (ExecutionException | TimeoutException e) {
      process.destroyForcibly();
      throw new IllegalStateException(
          mainClass + " did not become ready; it said: " + read(log), e);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Waiting for " + mainClass + " was interrupted", e);
    }
  }

  int port() {
    return port;
  }

  /** Asks the server to stop and waits until it has. */
  void stop() {
    process.destroy();
    await();
  }

  /** Kills the server at once, as {@code kill -9} does, and waits until it is gone. */
  void kill() {
    process.destroyForcibly();
    await();
  }

  private void await() {
    try {
      if (!process.waitFor(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(
            "Server process " + process.pid() + " did not stop and was killed");
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Waiting for a server to stop was interrupted", e);
    }
  }

  /**
   * Reads standard output to its end on a thread of its own, so that the server never blocks on it.
   */
  private static CompletableFuture<Integer> readyPort(Process process) {
    CompletableFuture<Integer> port = new CompletableFuture<>();
    Thread reader =
        new Thread(
            () -> {
              try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                  if (line.startsWith(READY)) {
                    port.complete(Integer.valueOf(line.substring(READY.length())));
                  }
                }
                port.completeExceptionally(
                    new IOException("The process ended before it was ready"));
              } catch (IOException | NumberFormatException e) {
                port.completeExceptionally(e);
              }
            },
            "server-output");
    reader.setDaemon(true);
    reader.start();
    return port;
  }

  private static String classPath(String module) {
    Path target = Repository.root().resolve("libs").resolve(module).resolve("target");
    Path classes = target.resolve("classes");
    Path dependencies = target.resolve("lib");
    if (!Files.isDirectory(classes) || !Files.isDirectory(dependencies)) {
      throw new IllegalStateException(
          "libs/"
              + module
              + " is not built; run ./mvnw -pl libs/"
              + module
              + " -am package -DskipTests");
    }
    return classes + File.pathSeparator + dependencies.resolve("*");
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return "(its log cannot be read: " + e + ")";
    }
  }
}
