package io.nullscope.cli;

import io.nullscope.cli.client.ServerAddress;
import io.nullscope.cli.client.StudyClient;
import io.nullscope.cli.progress.Elapsed;
import io.nullscope.cli.stack.LocalStack;
import io.nullscope.cli.stack.StackHome;
import io.nullscope.cli.stack.StackOptions;
import io.nullscope.study.StudyId;
import io.nullscope.study.StudySpec;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

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
    ResultDirectory directory = options.directory(StudyId.derive(spec).value());
    Optional<String> refusal = directory.refusal();
    if (refusal.isPresent()) {
      console.say(refusal.get());
      return ExitCode.INVALID;
    }
    long start = System.nanoTime();
    int exitCode =
        options.server().isEmpty()
            ? onLocalStack(spec, directory)
            : onServer(spec, directory, options.server().orElseThrow());
    if (options.verbose()) {
      console.say("Wall time: " + Elapsed.precise(Duration.ofNanos(System.nanoTime() - start)));
    }
    return exitCode;
  }

  private int onServer(StudySpec spec, ResultDirectory directory, ServerAddress server)
      throws IOException, InterruptedException {
    AtomicBoolean submitted = new AtomicBoolean();
    String id = directory.studyId();
    try (Interruption interruption =
            Interruption.with(
                () ->
                    console.say(
                        submitted.get()
                            ? ("\nInterrupted. The study goes on at %1$s: 'nullscope attach %2$s --server %1$s' follows it, "
                                    + "'nullscope cancel %2$s --server %1$s' ends it.")
                                .formatted(server, id)
                            : "\nInterrupted before the study was submitted."));
        StudyClient client = StudyClient.connect(server)) {
      client.requireServer();
      return new StudyRunner(console, client, notices, interruption::holdIfEnding)
          .run(spec, directory.path(), () -> submitted.set(true));
    }
  }

  private int onLocalStack(StudySpec spec, ResultDirectory directory)
      throws IOException, InterruptedException {
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
    LocalRun run = new LocalRun(console, stack, directory.studyId(), options.keepOthers());
    Interruption interruption = Interruption.with(run::interrupt);
    try (interruption;
        stack;
        run) {
      long start = System.nanoTime();
      console.say("Starting the local stack (logs: " + stack.home().logs() + ") ...");
      StudyClient client = run.start();
      notices.drainTo(console::say);
      console.say(
          "Ready after %s; web and gRPC at %s."
              .formatted(
                  Elapsed.precise(Duration.ofNanos(System.nanoTime() - start)),
                  stack.webAddress()));
      return new StudyRunner(
              console,
              client,
              notices,
              () -> {
                interruption.holdIfEnding();
                stack.requireAlive();
              })
          .run(spec, directory.path(), () -> {});
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
}
