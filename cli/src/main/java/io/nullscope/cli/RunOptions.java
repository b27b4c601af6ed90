package io.nullscope.cli;

import io.nullscope.cli.client.ServerAddress;
import io.nullscope.cli.preflight.Preflight;
import io.nullscope.cli.stack.StackHome;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a study runs and where its files go. */
final class RunOptions {
  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where the files go (default: ./nullscope-out/<name of the study>).")
  private Path out;

  @Option(
      names = "--server",
      paramLabel = "HOST:PORT",
      converter = ServerAddressConverter.class,
      description = "Uses a server that runs already instead of a stack of its own.")
  private ServerAddress server;

  @Option(
      names = "--verbose",
      description = "Prints wall time and peak resident memory of all processes at the end.")
  private boolean verbose;

  /** Absolute directory for the files of a study with this name. */
  Path directory(String studyName) {
    Path directory =
        out != null ? out : Path.of("nullscope-out", studyName.replaceAll("[^A-Za-z0-9._-]+", "-"));
    return directory.toAbsolutePath().normalize();
  }

  /**
   * What is looked at before the study is started; nothing of this machine when a server runs it.
   */
  Preflight preflight() {
    Preflight preflight =
        server == null ? Preflight.of(StackHome.of(System.getenv()).root()) : Preflight.ofServer();
    return preflight.withOut(spec -> directory(spec.name()));
  }

  /** Empty for a stack of its own. */
  Optional<ServerAddress> server() {
    return Optional.ofNullable(server);
  }

  boolean verbose() {
    return verbose;
  }
}
