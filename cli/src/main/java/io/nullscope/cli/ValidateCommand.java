package io.nullscope.cli;

import io.nullscope.study.StudyId;
import io.nullscope.study.StudySpec;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Checks a study file without running it. */
@Command(
    name = "validate",
    synopsisHeading = "%nUsage: ",
    customSynopsis = "nullscope validate STUDY.yaml [--set PATH=VALUE]...",
    header = "Checks a study file.",
    description = {
      "",
      "Reports everything that is wrong at once, each with its line and the fix.",
      ""
    })
final class ValidateCommand implements Callable<Integer> {
  @Mixin private HelpOption help = new HelpOption();

  @Mixin private StudyArguments study = new StudyArguments();

  private final Console console;

  ValidateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Optional<StudySpec> spec = study.load(console);
    if (spec.isEmpty()) {
      return ExitCode.INVALID;
    }
    console.result("valid: " + StudyId.derive(spec.get()));
    return ExitCode.OK;
  }
}
