package io.nullscope.cli;

import io.nullscope.cli.client.ServerAddress;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The study that a command is about, and where it is. */
final class NamedStudy {
  @Parameters(
      paramLabel = "ID",
      description = "The id of the study; 'nullscope studies' lists them.")
  private String id;

  @Mixin private StudiesOptions studies = new StudiesOptions();

  String id() {
    return id;
  }

  /** Empty for a study of this machine. */
  Optional<ServerAddress> server() {
    return studies.server();
  }

  /** For messages that name a command: how to say the same again. */
  String again() {
    return id + studies.again();
  }
}
