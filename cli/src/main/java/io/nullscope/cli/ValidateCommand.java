package io.nullscope.cli;

import io.nullscope.cli.client.ServerAddress;
import io.nullscope.cli.preflight.Preflight;
import io.nullscope.cli.stack.StackHome;
import io.nullscope.study.NullDesign;
import io.nullscope.study.SpecResult;
import io.nullscope.study.StudyId;
import io.nullscope.study.StudySpec;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks a study file without running it. */
@Command(
    name = "validate",
    synopsisHeading = "%nUsage: ",
    customSynopsis = "nullscope validate STUDY.yaml [--set PATH=VALUE]... [--server HOST:PORT]",
    header = "Checks a study file.",
    description = {
      "",
      "Reports everything that is wrong at once, each with its line and the fix: settings, and also the",
      "files of the model and the text, whether the study fits them, and room on this machine.",
      ""
    })
final class ValidateCommand implements Callable<Integer> {
  @Mixin private HelpOption help = new HelpOption();

  @Mixin private StudyArguments study = new StudyArguments();

  @Option(
      names = "--server",
      paramLabel = "HOST:PORT",
      converter = ServerAddressConverter.class,
      description = "The study is for this server: files of this machine are not looked at.")
  private ServerAddress server;

  private final Console console;

  ValidateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Optional<SpecResult> result = study.read(console);
    if (result.isPresent()
        && result.get() instanceof SpecResult.Invalid invalid
        && invalid.isOpen()) {
      console.result("valid, with settings to be set:");
      invalid.errors().forEach(setting -> console.result("  " + setting));
      return ExitCode.OK;
    }
    Preflight preflight =
        server == null ? Preflight.of(StackHome.of(System.getenv()).root()) : Preflight.ofServer();
    Optional<StudySpec> spec = result.flatMap(read -> study.accept(console, read, preflight));
    if (spec.isEmpty()) {
      return ExitCode.INVALID;
    }
    console.result("valid: " + StudyId.derive(spec.get()));
    NullDesign.notes(spec.get()).forEach(note -> console.result("Note: " + note));
    return ExitCode.OK;
  }
}
