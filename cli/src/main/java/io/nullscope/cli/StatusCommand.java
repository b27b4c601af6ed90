package io.nullscope.cli;

import io.nullscope.cli.client.StudyClient;
import io.nullscope.cli.report.StatusReport;
import java.io.IOException;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows the state and the steps of a study. */
@Command(
    name = "status",
    synopsisHeading = "%nUsage: ",
    customSynopsis = "nullscope status ID [--server HOST:PORT]",
    header = "Shows where a study stands.",
    description = {
      "",
      "The state, the steps by kind, and what failed.",
      "",
      "Without --server, asks the stack that runs in NULLSCOPE_HOME; when none does, starts the part of it "
          + "that knows the studies, for some seconds. Nothing is worked on meanwhile.",
      ""
    })
final class StatusCommand implements Callable<Integer> {
  @Mixin private HelpOption help = new HelpOption();

  @Mixin private NamedStudy study = new NamedStudy();

  private final Console console;

  StatusCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    return new StudyIndex(console, study.server()).ask(this::show);
  }

  private int show(StudyClient client) throws InterruptedException {
    console.result(
        StatusReport.render(
            client.status(study.id()), ZoneId.systemDefault(), console.outColumns()));
    return ExitCode.OK;
  }
}
