package io.nullscope.cli;

import io.nullscope.cli.stack.DemoModelProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Trains the model of the demo; the options, {@code --help} too, are those of the program. */
@Command(
    name = "demo-model",
    header = "Trains the small model of the demo, and lets it write a corpus.")
final class DemoModelCommand implements Callable<Integer> {
  @Unmatched private List<String> arguments = new ArrayList<>();

  private final Console console;

  DemoModelCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    DemoModelProcess process = DemoModelProcess.start(arguments);
    Interruption interruption =
        Interruption.with(
            () -> {
              process.end();
              console.say("\nInterrupted. Run the same command again to resume.");
            });
    try (interruption) {
      return process.awaitEnd();
    }
  }
}
