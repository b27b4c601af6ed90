package io.nullscope.cli.stack;

import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * A child process that is started again when it dies, until it dies too often or is told to end.
 * Its standard input is a pipe from this process that nobody writes to: it ends with this process,
 * which tells the child to end as well.
 */
final class SupervisedChild {
  /**
   * Told about deaths that nobody asked for. Called on threads of its own, one call at a time for
   * each child.
   */
  interface Listener {
    /** The child has been started again. */
    void restarted(SupervisedChild child, int exitCode);

    /** The child has died once too often, or cannot be started again. It stays dead. */
    void givenUp(SupervisedChild child, String reason);
  }

  private final ChildSpec spec;
  private final RestartLimit limit;
  private final InstantSource clock;
  private final Listener listener;
  private final LogFile log;
  private Process process;
  private long logOffset;
  private boolean ending;

  SupervisedChild(ChildSpec spec, RestartLimit limit, InstantSource clock, Listener listener) {
    this.spec = spec;
    this.limit = limit;
    this.clock = clock;
    this.listener = listener;
    this.log = new LogFile(spec.log());
  }

  /**
   * Starts the process, unless the child has been told to end.
   *
   * @throws IOException when it cannot be started
   */
  synchronized void start() throws IOException {
    if (ending) {
      return;
    }
    logOffset = log.size();
    ProcessBuilder builder =
        new ProcessBuilder(spec.command())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(spec.log().toString())));
    spec.adapt(builder.environment());
    process = builder.start();
    Process started = process;
    started.onExit().thenRunAsync(() -> ended(started));
  }

  private synchronized void ended(Process ended) {
    if (ending || ended != process) {
      return;
    }
    int exitCode = ended.exitValue();
    if (!limit.tryRestart(clock.instant())) {
      ending = true;
      listener.givenUp(
          this, "%s died %s; its last exit code is %d".formatted(name(), limit, exitCode));
      return;
    }
    try {
      start();
    } catch (IOException e) {
      ending = true;
      listener.givenUp(this, "%s cannot be started again: %s".formatted(name(), e.getMessage()));
      return;
    }
    listener.restarted(this, exitCode);
  }

  /**
   * Asks the process to end and starts it no more: ends its standard input, and sends it SIGTERM,
   * which it may ignore.
   */
  synchronized void terminate() {
    ending = true;
    if (process != null) {
      try {
        process.getOutputStream().close();
      } catch (IOException e) {
        // The process has ended already.
      }
      process.destroy();
    }
  }

  /** Ends the process at once (SIGKILL) and starts it no more. */
  synchronized void kill() {
    ending = true;
    if (process != null) {
      process.destroyForcibly();
    }
  }

  /** Waits until the process has ended; false when it has not in time. */
  boolean awaitEnd(Duration timeout) throws InterruptedException {
    Process current = process();
    return current == null || current.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  private synchronized Process process() {
    return process;
  }

  /** Process id; empty when the process does not run. */
  synchronized OptionalLong pid() {
    return process != null && process.isAlive()
        ? OptionalLong.of(process.pid())
        : OptionalLong.empty();
  }

  String name() {
    return spec.name();
  }

  LogFile log() {
    return log;
  }

  /** Where the output of the current process starts in the log. */
  synchronized long logOffset() {
    return logOffset;
  }
}
