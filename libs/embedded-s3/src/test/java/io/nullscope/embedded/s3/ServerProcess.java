package io.nullscope.embedded.s3;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The server as users run it: a Java process on the module's classes and the libraries that the
 * build copied.
 */
record ServerProcess(Process process, BufferedReader output) {

  static ServerProcess start(Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx160m",
                "-cp",
                Path.of("target", "classes") + File.pathSeparator + Path.of("target", "lib", "*"),
                EmbeddedS3.class.getName()));
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    builder.environment().put("NULLSCOPE_EXIT_ON_STDIN_EOF", "true");
    Process process = builder.start();
    return new ServerProcess(process, process.inputReader(StandardCharsets.UTF_8));
  }

  /** Reads on until the server says that it is ready. */
  int awaitReady() throws IOException {
    StringBuilder said = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith("READY port=")) {
        return Integer.parseInt(line.substring("READY port=".length()));
      }
      said.append(line).append('\n');
    }
    throw new AssertionError("The server ended before it was ready; it said: " + said);
  }

  int awaitExit() throws InterruptedException {
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("The server did not end");
    }
    return process.exitValue();
  }

  void kill() throws InterruptedException {
    process.destroyForcibly();
    awaitExit();
  }
}
