package io.nullscope.cli;

import io.nullscope.cli.client.ServerAddress;
import io.nullscope.cli.preflight.Preflight;
import io.nullscope.cli.stack.StackHome;
import io.nullscope.study.StudyId;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a study runs and where its files go. */
final class RunOptions {
  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where the files go (default: ./nullscope-out/<id of the study>).")
  private Path out;

  @Option(
      names = "--server",
      paramLabel = "HOST:PORT",
      converter = ServerAddressConverter.class,
      description = "Uses a server that runs already instead of a stack of its own.")
  private ServerAddress server;

  @Option(
      names = "--keep-others",
      description =
          "Works on studies that earlier runs left unfinished in NULLSCOPE_HOME as well, instead of cancelling them.")
  private boolean keepOthers;

  @Option(
      names = "--verbose",
      description = "Prints wall time and peak resident memory of all processes at the end.")
  private boolean verbose;

  /** Where the files of a study with this id go. */
  ResultDirectory directory(String studyId) {
    return ResultDirectory.of(Optional.ofNullable(out), studyId);
  }

  /**
   * What is looked at before the study is started; nothing of this machine when a server runs it.
   */
  Preflight preflight() {
    Preflight preflight =
        server == null ? Preflight.of(StackHome.of(System.getenv()).root()) : Preflight.ofServer();
    return preflight.withOut(spec -> directory(StudyId.derive(spec).value()).path());
  }

  /** Empty for a stack of its own. */
  Optional<ServerAddress> server() {
    return Optional.ofNullable(server);
  }

  boolean keepOthers() {
    return keepOthers;
  }

  boolean verbose() {
    return verbose;
  }
}
