package io.nullscope.cli;

import io.nullscope.cli.client.StudyClient;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Deletes a study that has ended. */
@Command(
    name = "delete",
    synopsisHeading = "%nUsage: ",
    customSynopsis = "nullscope delete ID [--server HOST:PORT]",
    header = "Deletes a study that has ended.",
    description = {
      "",
      "The study is listed no more, and its results are gone. What its steps have made stays in the store, for "
          + "other studies may use it. One that is under way has to be cancelled first.",
      "",
      "Without --server, asks the stack that runs in NULLSCOPE_HOME; when none does, starts the part of it "
          + "that knows the studies, for some seconds. Nothing is worked on meanwhile.",
      ""
    })
final class DeleteCommand implements Callable<Integer> {
  @Mixin private HelpOption help = new HelpOption();

  @Mixin private NamedStudy study = new NamedStudy();

  private final Console console;

  DeleteCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    return new StudyIndex(console, study.server()).ask(this::delete);
  }

  private int delete(StudyClient client) throws InterruptedException {
    client.delete(study.id());
    console.result("Study %s is deleted.".formatted(study.id()));
    return ExitCode.OK;
  }
}
