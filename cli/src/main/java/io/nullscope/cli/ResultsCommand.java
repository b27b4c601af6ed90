package io.nullscope.cli;

import io.nullscope.cli.client.ResultFiles;
import io.nullscope.cli.client.StudyClient;
import io.nullscope.v1.StudyStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Fetches the result files of a study, as often as they are wanted. */
@Command(
    name = "results",
    synopsisHeading = "%nUsage: ",
    customSynopsis = "nullscope results ID [--out DIR] [--server HOST:PORT]",
    header = "Writes the results of a study that has ended.",
    description = {
      "",
      "Writes results.json, cells.csv, latents.csv, verdicts.csv, report.html and study.lock.yaml, as at the end of the run.",
      "",
      "Without --server, asks the stack that runs in NULLSCOPE_HOME; when none does, starts the part of it "
          + "that knows the studies, for some seconds. Nothing is worked on meanwhile.",
      ""
    })
final class ResultsCommand implements Callable<Integer> {
  @Mixin private HelpOption help = new HelpOption();

  @Mixin private NamedStudy study = new NamedStudy();

  @Mixin private ResultsOption results = new ResultsOption();

  private final Console console;

  ResultsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Optional<ResultDirectory> directory = results.directory(console, study.id());
    if (directory.isEmpty()) {
      return ExitCode.INVALID;
    }
    return new StudyIndex(console, study.server()).ask(client -> fetch(client, directory.get()));
  }

  private int fetch(StudyClient client, ResultDirectory directory)
      throws IOException, InterruptedException {
    StudyStatus status = client.status(study.id());
    if (!status.getState().equals("COMPLETED") && !status.getState().equals("FAILED")) {
      console.say("Study %s has no results: it is %s.".formatted(study.id(), status.getState()));
      return ExitCode.ERROR;
    }
    List<Path> files = client.files(study.id()).writeTo(directory.path());
    files.forEach(file -> console.result(file.toString()));
    for (String name : ResultFiles.NAMES) {
      if (!files.contains(directory.path().resolve(name))) {
        console.say(
            "There is no %s: the results are of an earlier version, which did not write it. Running the study again makes it; steps that are done are not repeated."
                .formatted(name));
      }
    }
    return ExitCode.OK;
  }
}
