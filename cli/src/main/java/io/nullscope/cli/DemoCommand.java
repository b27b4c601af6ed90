package io.nullscope.cli;

import io.nullscope.demo.DemoAssets;
import io.nullscope.study.StudySpec;
import io.nullscope.study.StudySpecReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the bundled study on the bundled model and corpus. */
@Command(
    name = "demo",
    synopsisHeading = "%nUsage: ",
    customSynopsis =
        "nullscope demo [--out DIR] [--set PATH=VALUE]... [--keep-others] [--server HOST:PORT] [--verbose]",
    header = "Runs a bundled study: a small trained model against four kinds of null.",
    description = {
      "",
      "Needs no model, no text, no network and no account: a language model of Pythia's architecture "
          + "(GPT-NeoX, 6 blocks of width 128) that was trained for this demo, its weights from before the "
          + "first training step, and text that it wrote itself are bundled. About five minutes on two "
          + "cores.",
      ""
    })
final class DemoCommand implements Callable<Integer> {
  @Mixin private HelpOption help = new HelpOption();

  @Mixin private RunOptions options = new RunOptions();

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description =
          "Sets one field of the study, for example --set sae.k=32; may be given several times.")
  private List<String> overrides = new ArrayList<>();

  private final Console console;

  DemoCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Optional<StudySpec> spec =
        StudyArguments.accept(
            console,
            "The demo study",
            StudySpecReader.withOverrides(DemoAssets.study(), overrides),
            options.preflight());
    return spec.isEmpty() ? ExitCode.INVALID : new StudyExecution(console, options).run(spec.get());
  }
}
