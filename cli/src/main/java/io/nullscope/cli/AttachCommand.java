package io.nullscope.cli;

import io.nullscope.cli.client.StudyClient;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Follows a study that runs already to its end, and writes its results. */
@Command(
    name = "attach",
    synopsisHeading = "%nUsage: ",
    customSynopsis = "nullscope attach ID [--out DIR] [--server HOST:PORT]",
    header = "Follows a study that runs, to its end.",
    description = {
      "",
      "Shows its progress as 'run' does, and writes its files at the end. Ctrl-C ends the following, not the "
          + "study. Without --server, follows what the stack that runs in NULLSCOPE_HOME works on.",
      ""
    })
final class AttachCommand implements Callable<Integer> {
  @Mixin private HelpOption help = new HelpOption();

  @Mixin private NamedStudy study = new NamedStudy();

  @Mixin private ResultsOption results = new ResultsOption();

  private final Console console;

  AttachCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Optional<ResultDirectory> directory = results.directory(console, study.id());
    if (directory.isEmpty()) {
      return ExitCode.INVALID;
    }
    return new StudyIndex(console, study.server())
        .askRunning(client -> follow(client, directory.get()));
  }

  private int follow(StudyClient client, ResultDirectory directory)
      throws IOException, InterruptedException {
    int attempt = client.status(study.id()).getAttempt();
    try (Interruption interruption =
        Interruption.with(
            () ->
                console.say(
                    "\nInterrupted. The study goes on; 'nullscope attach %s' follows it again."
                        .formatted(study.again())))) {
      return new StudyRunner(console, client, new Notices(), interruption::holdIfEnding)
          .follow(study.id(), attempt, directory.path());
    }
  }
}
