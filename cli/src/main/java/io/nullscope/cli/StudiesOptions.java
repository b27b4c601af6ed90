package io.nullscope.cli;

import io.nullscope.cli.client.ServerAddress;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where the studies are that a command is about. */
final class StudiesOptions {
  @Option(
      names = "--server",
      paramLabel = "HOST:PORT",
      converter = ServerAddressConverter.class,
      description = "Asks a server instead of the studies in NULLSCOPE_HOME.")
  private ServerAddress server;

  /** Empty for the studies of this machine. */
  Optional<ServerAddress> server() {
    return Optional.ofNullable(server);
  }

  /** For messages that name a command: how to say the same again. */
  String again() {
    return server == null ? "" : " --server " + server;
  }
}
