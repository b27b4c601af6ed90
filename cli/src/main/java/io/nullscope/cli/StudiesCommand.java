package io.nullscope.cli;

import io.nullscope.cli.client.StudyClient;
import io.nullscope.cli.report.StudyList;
import java.io.IOException;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the studies of a home or of a server. */
@Command(
    name = "studies",
    synopsisHeading = "%nUsage: ",
    customSynopsis = "nullscope studies [--server HOST:PORT]",
    header = "Lists the studies.",
    description = {
      "",
      "Newest first: id, state, steps done of all, when it was started, and name.",
      "",
      "Without --server, asks the stack that runs in NULLSCOPE_HOME; when none does, starts the part of it "
          + "that knows the studies, for some seconds. Nothing is worked on meanwhile.",
      ""
    })
final class StudiesCommand implements Callable<Integer> {
  @Mixin private HelpOption help = new HelpOption();

  @Mixin private StudiesOptions studies = new StudiesOptions();

  private final Console console;

  StudiesCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    return new StudyIndex(console, studies.server()).ask(this::list);
  }

  private int list(StudyClient client) throws InterruptedException {
    console.result(
        StudyList.render(client.studies(), ZoneId.systemDefault(), console.outColumns()));
    return ExitCode.OK;
  }
}
