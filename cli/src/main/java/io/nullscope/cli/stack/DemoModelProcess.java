package io.nullscope.cli.stack;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The program of libs/pretraining as a child process: the command line itself has no tensor engine.
 * The child writes to the output of this process. Its standard input is a pipe that nobody writes
 * to: it ends with this process, which tells the child to end as well.
 */
public final class DemoModelProcess {
  /** Documents and word counts; tensors live outside the heap. */
  private static final int HEAP_MEGABYTES = 2048;

  private final Process process;

  private DemoModelProcess(Process process) {
    this.process = process;
  }

  /**
   * Starts the program of the installation that the launcher script names.
   *
   * @param arguments of the program
   * @throws StackException when the repository is not built
   * @throws IOException when the process cannot be started
   */
  public static DemoModelProcess start(List<String> arguments) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command(Installation.current(), arguments))
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment());
    return new DemoModelProcess(builder.start());
  }

  static List<String> command(Installation installation, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + HEAP_MEGABYTES + "m");
    command.add("-XX:+UseSerialGC");
    if (Runtime.version().feature() >= 24) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(installation.demoModel());
    command.addAll(arguments);
    return command;
  }

  private static Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("NULLSCOPE_EXIT_ON_STDIN_EOF", "true");
    // The program has a thread of its own for each core; each uses the engine with one thread.
    environment.put("OMP_NUM_THREADS", "1");
    // Tensors come from memory that is kept, as in the services of the stack.
    environment.put("MALLOC_MMAP_THRESHOLD_", Integer.toString(32 << 20));
    environment.put("MALLOC_TRIM_THRESHOLD_", Integer.toString(512 << 20));
    environment.put("MALLOC_TOP_PAD_", Integer.toString(64 << 20));
    return environment;
  }

  /** Waits for the end; returns the exit code. */
  public int awaitEnd() throws InterruptedException {
    return process.waitFor();
  }

  /** Tells the process to end and waits until it has. What it has saved stays. */
  public void end() {
    process.destroy();
    process.onExit().join();
  }
}
