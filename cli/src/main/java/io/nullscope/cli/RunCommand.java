package io.nullscope.cli;

import io.nullscope.cli.client.ServerAddress;
import io.nullscope.cli.client.StudyClient;
import io.nullscope.cli.progress.Elapsed;
import io.nullscope.cli.stack.LocalStack;
import io.nullscope.cli.stack.StackHome;
import io.nullscope.cli.stack.StackOptions;
import io.nullscope.study.StudySpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a study to its end. */
@Command(
    name = "run",
    synopsisHeading = "%nUsage: ",
    customSynopsis =
        "nullscope run STUDY.yaml [--out DIR] [--set PATH=VALUE]... [--server HOST:PORT] [--verbose]",
    header = "Runs a study to its end and writes its results.",
    description = {
      "",
      "Writes results.json, cells.csv, latents.csv, report.html and study.lock.yaml.",
      "",
      "Without --server, a stack is started on this machine and stopped at the end: a Kafka broker, an",
      "S3 store and the five services. What an earlier run has made is used again, so running the same",
      "command after an interruption resumes.",
      ""
    })
final class RunCommand implements Callable<Integer> {
  @Mixin private HelpOption help = new HelpOption();

  @Mixin private StudyArguments study = new StudyArguments();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where the files go (default: ./nullscope-out/<name of the study>).")
  private Path out;

  @Option(
      names = "--server",
      paramLabel = "HOST:PORT",
      converter = ServerAddressConverter.class,
      description = "Uses a server that runs already instead of a stack of its own.")
  private ServerAddress server;

  @Option(
      names = "--verbose",
      description = "Prints wall time and peak resident memory of all processes at the end.")
  private boolean verbose;

  private final Console console;
  private final Notices notices = new Notices();

  RunCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Optional<StudySpec> spec = study.load(console);
    if (spec.isEmpty()) {
      return ExitCode.INVALID;
    }
    long start = System.nanoTime();
    int exitCode = server == null ? onLocalStack(spec.get()) : onServer(spec.get());
    if (verbose) {
      console.say("Wall time: " + Elapsed.precise(Duration.ofNanos(System.nanoTime() - start)));
    }
    return exitCode;
  }

  private int onServer(StudySpec spec) throws IOException, InterruptedException {
    try (Interruption interruption =
            Interruption.with(
                () ->
                    console.say(
                        "\nInterrupted. The study goes on at %s; run the same command again to follow it."
                            .formatted(server)));
        StudyClient client = StudyClient.connect(server)) {
      return new StudyRunner(console, client, notices, interruption::holdIfEnding)
          .run(spec, directory(spec));
    }
  }

  private int onLocalStack(StudySpec spec) throws IOException, InterruptedException {
    LocalStack stack =
        new LocalStack(StackHome.of(System.getenv()), StackOptions.defaults(), notices::add);
    Interruption interruption =
        Interruption.with(
            () -> {
              console.say("\nInterrupted; stopping. Run the same command again to resume.");
              stack.close();
            });
    try (interruption;
        stack) {
      long start = System.nanoTime();
      console.say("Starting the local stack (logs: " + stack.home().logs() + ") ...");
      stack.start();
      notices.drainTo(console::say);
      console.say(
          "Ready after %s; web and gRPC at %s."
              .formatted(
                  Elapsed.precise(Duration.ofNanos(System.nanoTime() - start)),
                  stack.webAddress()));
      try (StudyClient client = StudyClient.connect(ServerAddress.parse(stack.webAddress()))) {
        return new StudyRunner(
                console,
                client,
                notices,
                () -> {
                  interruption.holdIfEnding();
                  stack.requireAlive();
                })
            .run(spec, directory(spec));
      }
    } finally {
      if (verbose) {
        console.say(
            String.format(
                Locale.ROOT,
                "Peak resident memory of all processes: %.2f GB",
                stack.peakResidentBytes() / 1e9));
      }
    }
  }

  private Path directory(StudySpec spec) {
    Path directory =
        out != null
            ? out
            : Path.of("nullscope-out", spec.name().replaceAll("[^A-Za-z0-9._-]+", "-"));
    return directory.toAbsolutePath().normalize();
  }
}
