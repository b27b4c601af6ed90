package io.nullscope.cli;

import io.nullscope.cli.gc.Sweep;
import io.nullscope.cli.report.Quantity;
import io.nullscope.cli.stack.QuietHome;
import io.nullscope.cli.stack.StackHome;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Removes what studies that have ended no longer need. */
@Command(
    name = "gc",
    synopsisHeading = "%nUsage: ",
    customSynopsis = "nullscope gc [--delete]",
    header = "Shows, or removes, stored data that completed studies no longer need.",
    description = {
      "",
      "Results, reports, metrics, scored latents, SAEs and variants stay; activations, latent"
          + " caches and",
      "old checkpoints go. A study that is run again reuses what stays, and makes again what it"
          + " needs.",
      "What an interrupted study has stored stays, so that it goes on where it was.",
      ""
    })
final class GcCommand implements Callable<Integer> {
  @Mixin private HelpOption help = new HelpOption();

  @Option(names = "--delete", description = "Removes it; without this nothing is changed.")
  private boolean delete;

  @Option(names = "--server", hidden = true, paramLabel = "HOST:PORT")
  private String server;

  private final Console console;

  GcCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (server != null) {
      console.say(
          "gc works on the state directory of this machine (NULLSCOPE_HOME). The bucket of a server"
              + " may be shared by studies that it cannot see; nothing was removed.");
      return ExitCode.INVALID;
    }
    StackHome home = StackHome.of(System.getenv());
    try (QuietHome quiet = QuietHome.of(home)) {
      Sweep sweep = Sweep.of(quiet.store());
      if (sweep.totalBytes() == 0) {
        console.result("%s has nothing that could go.".formatted(home.root()));
        return ExitCode.OK;
      }
      sweep
          .bytes()
          .forEach(
              (what, bytes) -> console.result("%10s  %s".formatted(Quantity.bytes(bytes), what)));
      String total = Quantity.bytes(sweep.totalBytes());
      if (delete) {
        sweep.delete();
        console.result("%s removed from %s.".formatted(total, home.root()));
      } else {
        console.result(
            "%s of %s can go. Nothing was changed; 'nullscope gc --delete' removes it."
                .formatted(total, home.root()));
      }
      return ExitCode.OK;
    }
  }
}
