package io.nullscope.cli;

import io.nullscope.cli.client.StudyClient;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Cancels a study. */
@Command(
    name = "cancel",
    synopsisHeading = "%nUsage: ",
    customSynopsis = "nullscope cancel ID [--server HOST:PORT]",
    header = "Cancels a study.",
    description = {
      "",
      "No step of it starts any more; what it has made is kept, and running it again goes on from there.",
      "",
      "Without --server, asks the stack that runs in NULLSCOPE_HOME; when none does, starts the part of it "
          + "that knows the studies, for some seconds. Nothing is worked on meanwhile.",
      ""
    })
final class CancelCommand implements Callable<Integer> {
  @Mixin private HelpOption help = new HelpOption();

  @Mixin private NamedStudy study = new NamedStudy();

  private final Console console;

  CancelCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    return new StudyIndex(console, study.server()).ask(this::cancel);
  }

  private int cancel(StudyClient client) throws InterruptedException {
    String state = client.cancel(study.id()).getState();
    console.result(
        state.equals("CANCELLED")
            ? "Study %s is cancelled. Running it again goes on where it stopped."
                .formatted(study.id())
            : "Study %s had ended already: %s.".formatted(study.id(), state));
    return ExitCode.OK;
  }
}
