package io.nullscope.cli;

import io.nullscope.cli.client.ServerAddress;
import io.nullscope.cli.client.StudyClient;
import io.nullscope.cli.stack.LocalStack;
import io.nullscope.cli.stack.StackHome;
import io.nullscope.cli.stack.StackOptions;
import io.nullscope.v1.StudySummary;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the local stack until it is stopped. */
@Command(
    name = "serve",
    synopsisHeading = "%nUsage: ",
    customSynopsis =
        "nullscope serve [--port-base PORT] [--web-port PORT] [--kafka-port PORT] [--s3-port PORT]",
    header = "Runs the local stack until it is stopped.",
    description = {
      "",
      "Starts a Kafka broker, an S3 store and the five services on this machine and prints their "
          + "addresses. Ports that are not given are free ones, the same as last time if possible. Studies that "
          + "are not finished are gone on with.",
      ""
    })
final class ServeCommand implements Callable<Integer> {
  private static final long POLL_MILLIS = 250;

  @Mixin private HelpOption help = new HelpOption();

  @Option(
      names = "--port-base",
      paramLabel = "PORT",
      description =
          "First of eight consecutive ports: web and gRPC, Kafka, S3, and five for internal use.")
  private Integer portBase;

  @Option(
      names = "--web-port",
      paramLabel = "PORT",
      description = "Port of the web page and of gRPC.")
  private Integer webPort;

  @Option(names = "--kafka-port", paramLabel = "PORT", description = "Port of the Kafka broker.")
  private Integer kafkaPort;

  @Option(names = "--s3-port", paramLabel = "PORT", description = "Port of the S3 store.")
  private Integer s3Port;

  private final Console console;
  private final Notices notices = new Notices();

  ServeCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    StackOptions options =
        new StackOptions(
            optional(portBase), optional(webPort), optional(kafkaPort), optional(s3Port));
    LocalStack stack = new LocalStack(StackHome.of(System.getenv()), options, notices::add);
    Interruption interruption =
        Interruption.with(
            () -> {
              console.say("\nStopping ...");
              stack.close();
              console.say(memory(stack));
            });
    try (interruption;
        stack) {
      console.say("Starting the local stack ...");
      stack.start();
      notices.drainTo(console::say);
      console.result(
          """
          web    http://%s
          gRPC   %s
          Kafka  %s
          S3     %s (bucket and keys: %s)
          logs   %s"""
              .formatted(
                  stack.webAddress(),
                  stack.webAddress(),
                  stack.kafkaAddress(),
                  stack.s3Address(),
                  stack.home().credentials(),
                  stack.home().logs()));
      sayWhatGoesOn(stack);
      console.say("Ready. Ctrl-C stops everything.");
      while (true) {
        stack.requireAlive();
        notices.drainTo(console::say);
        Thread.sleep(POLL_MILLIS);
      }
    }
  }

  /** A server goes on with what it has. */
  private void sayWhatGoesOn(LocalStack stack) throws InterruptedException {
    try (StudyClient client = StudyClient.connect(ServerAddress.parse(stack.webAddress()))) {
      for (StudySummary study : Unfinished.of(client.studies())) {
        console.say(
            "Going on with %1$s (%2$d of %3$d steps done); 'nullscope cancel %1$s' ends it."
                .formatted(study.getStudyId(), study.getStepsDone(), study.getStepsTotal()));
      }
    }
  }

  private static String memory(LocalStack stack) {
    return String.format(
        Locale.ROOT,
        "Peak resident memory of all processes: %.2f GB",
        stack.peakResidentBytes() / 1e9);
  }

  private static OptionalInt optional(Integer port) {
    return port == null ? OptionalInt.empty() : OptionalInt.of(port);
  }
}
