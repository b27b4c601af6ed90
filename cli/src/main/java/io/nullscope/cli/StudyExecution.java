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
import java.util.List;
import java.util.Locale;

/** Runs one study to its end: on a stack that lives as long as the study, or on a server. */
final class StudyExecution {
  private final Console console;
  private final RunOptions options;
  private final Notices notices = new Notices();

  StudyExecution(Console console, RunOptions options) {
    this.console = console;
    this.options = options;
  }

  /** Returns the exit code. */
  int run(StudySpec spec) throws IOException, InterruptedException {
    long start = System.nanoTime();
    int exitCode =
        options.server().isEmpty()
            ? onLocalStack(spec)
            : onServer(spec, options.server().orElseThrow());
    if (options.verbose()) {
      console.say("Wall time: " + Elapsed.precise(Duration.ofNanos(System.nanoTime() - start)));
    }
    return exitCode;
  }

  private int onServer(StudySpec spec, ServerAddress server)
      throws IOException, InterruptedException {
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
    List<String> missing = ApiKeys.missing(spec, System.getenv());
    if (!missing.isEmpty()) {
      console.say(
          "The study takes the key of a language model from %s, which is not set; set it, or remove apiKeyEnv if the server needs no key. Nothing was started."
              .formatted(String.join(" and ", missing)));
      return ExitCode.INVALID;
    }
    LocalStack stack =
        new LocalStack(
            StackHome.of(System.getenv()),
            StackOptions.defaults().with(ApiKeys.addresses(spec, System.getenv())),
            notices::add);
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
      if (options.verbose()) {
        console.say(
            String.format(
                Locale.ROOT,
                "Peak resident memory of all processes: %.2f GB",
                stack.peakResidentBytes() / 1e9));
      }
    }
  }

  private Path directory(StudySpec spec) {
    return options.directory(spec.name());
  }
}
