package io.nullscope.cli;

import io.nullscope.cli.client.StudyClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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

  @Parameters(
      paramLabel = "ID",
      description = "The id of the study; 'nullscope studies' lists them.")
  private String studyId;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where the files go (default: ./nullscope-out/<id of the study>).")
  private Path out;

  @Mixin private StudiesOptions studies = new StudiesOptions();

  private final Console console;

  AttachCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    ResultDirectory directory = ResultDirectory.of(Optional.ofNullable(out), studyId);
    Optional<String> refusal = directory.refusal();
    if (refusal.isPresent()) {
      console.say(refusal.get());
      return ExitCode.INVALID;
    }
    return new StudyIndex(console, studies.server())
        .askRunning(client -> follow(client, directory));
  }

  private int follow(StudyClient client, ResultDirectory directory)
      throws IOException, InterruptedException {
    int attempt = client.status(studyId).getAttempt();
    try (Interruption interruption =
        Interruption.with(
            () ->
                console.say(
                    "\nInterrupted. The study goes on; 'nullscope attach %s%s' follows it again."
                        .formatted(studyId, studies.again())))) {
      return new StudyRunner(console, client, new Notices(), interruption::holdIfEnding)
          .follow(studyId, attempt, directory.path());
    }
  }
}
