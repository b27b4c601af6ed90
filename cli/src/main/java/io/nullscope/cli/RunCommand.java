package io.nullscope.cli;

import io.nullscope.study.StudySpec;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs a study to its end. */
@Command(
    name = "run",
    synopsisHeading = "%nUsage: ",
    customSynopsis =
        "nullscope run STUDY.yaml [--out DIR] [--set PATH=VALUE]... [--keep-others] [--server HOST:PORT] [--verbose]",
    header = "Runs a study to its end and writes its results.",
    description = {
      "",
      "Writes results.json, cells.csv, latents.csv, verdicts.csv, report.html and study.lock.yaml.",
      "",
      "Without --server, a stack is started on this machine and stopped at the end: a Kafka broker, an "
          + "S3 store and the five services. What an earlier run has made is used again. Ctrl-C cancels the "
          + "study; the same command again goes on where it stopped. Studies that earlier runs left "
          + "unfinished (they were killed) are cancelled too, unless --keep-others is given.",
      "",
      "With --server, the study goes on there when the command ends; a study that runs there already is "
          + "followed.",
      ""
    })
final class RunCommand implements Callable<Integer> {
  @Mixin private HelpOption help = new HelpOption();

  @Mixin private StudyArguments study = new StudyArguments();

  @Mixin private RunOptions options = new RunOptions();

  private final Console console;

  RunCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Optional<StudySpec> spec = study.load(console, options.preflight());
    return spec.isEmpty() ? ExitCode.INVALID : new StudyExecution(console, options).run(spec.get());
  }
}
