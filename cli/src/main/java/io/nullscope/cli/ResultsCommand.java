package io.nullscope.cli;

import io.nullscope.cli.client.StudyClient;
import io.nullscope.v1.StudyStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Fetches the result files of a study, as often as they are wanted. */
@Command(
    name = "results",
    synopsisHeading = "%nUsage: ",
    customSynopsis = "nullscope results ID [--out DIR] [--server HOST:PORT]",
    header = "Writes the results of a study that has ended.",
    description = {
      "",
      "Writes results.json, cells.csv, latents.csv, report.html and study.lock.yaml, as at the end of the run.",
      "",
      "Without --server, asks the stack that runs in NULLSCOPE_HOME; when none does, starts the part of it "
          + "that knows the studies, for some seconds. Nothing is worked on meanwhile.",
      ""
    })
final class ResultsCommand implements Callable<Integer> {
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

  ResultsCommand(Console console) {
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
    return new StudyIndex(console, studies.server()).ask(client -> fetch(client, directory));
  }

  private int fetch(StudyClient client, ResultDirectory directory)
      throws IOException, InterruptedException {
    StudyStatus status = client.status(studyId);
    if (!status.getState().equals("COMPLETED") && !status.getState().equals("FAILED")) {
      console.say("Study %s has no results: it is %s.".formatted(studyId, status.getState()));
      return ExitCode.ERROR;
    }
    for (Path file : client.files(studyId).writeTo(directory.path())) {
      console.result(file.toString());
    }
    return ExitCode.OK;
  }
}
