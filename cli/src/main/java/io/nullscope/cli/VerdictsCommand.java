package io.nullscope.cli;

import io.nullscope.cli.client.InvalidSubmissionException;
import io.nullscope.cli.client.StudyClient;
import io.nullscope.cli.report.VerdictTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes the verdicts of a study again, under other settings of its statistics. */
@Command(
    name = "verdicts",
    synopsisHeading = "%nUsage: ",
    customSynopsis =
        "nullscope verdicts ID [--set statistics.PATH=VALUE]... [--out DIR] [--server HOST:PORT]",
    header =
        "Makes the verdicts of an ended study again, with other margins or another confidence.",
    description = {
      "",
      "Nothing is computed but the verdicts, which takes seconds; the study keeps its own. Writes verdicts.csv, and "
          + "study.lock.yaml with the settings that it was made with. For example, a difference of 0.05 that does not matter:",
      "",
      "  nullscope verdicts ID --set 'statistics.margins={fuzzing.auroc.v1: 0.05}'",
      "",
      "Without --server, asks the stack that runs in NULLSCOPE_HOME; when none does, starts the part of it "
          + "that knows the studies, for some seconds. Nothing is worked on meanwhile.",
      ""
    })
final class VerdictsCommand implements Callable<Integer> {
  @Mixin private HelpOption help = new HelpOption();

  @Mixin private NamedStudy study = new NamedStudy();

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description = "Sets one field under statistics; may be given several times.")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where the files go (default: ./nullscope-out/<id of the study>-verdicts).")
  private Path out;

  private final Console console;

  VerdictsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path folder =
        (out == null ? Path.of("nullscope-out", study.id() + "-verdicts") : out)
            .toAbsolutePath()
            .normalize();
    if (Files.exists(folder.resolve("results.json"))) {
      console.say(
          "%s holds the results of a study, whose verdicts.csv would be overwritten; name another folder with --out."
              .formatted(folder));
      return ExitCode.INVALID;
    }
    return new StudyIndex(console, study.server()).ask(client -> revise(client, folder));
  }

  private int revise(StudyClient client, Path folder) throws IOException, InterruptedException {
    StudyClient.RevisedVerdicts revised;
    try {
      revised = client.revisedVerdicts(study.id(), overrides);
    } catch (InvalidSubmissionException e) {
      console.say(e.getMessage());
      return ExitCode.INVALID;
    }
    console.result(
        VerdictTable.render(
            revised.verdicts().headlines(), revised.verdicts().all(), console.outColumns()));
    console.result("");
    if (revised.changes().isEmpty()) {
      console.result("The settings are those of the study.");
    }
    revised.changes().forEach(change -> console.result("Not as in the study: " + change + "."));
    Files.createDirectories(folder);
    Path settings = folder.resolve("study.lock.yaml");
    console.result(Files.writeString(settings, revised.studyYaml()).toString());
    console.result(Files.write(folder.resolve("verdicts.csv"), revised.csv()).toString());
    return ExitCode.OK;
  }
}
