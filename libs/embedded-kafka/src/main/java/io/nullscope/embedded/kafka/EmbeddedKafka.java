package io.nullscope.embedded.kafka;

import io.nullscope.embedded.ParentPipe;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.utils.Time;

/**
 * A Kafka broker and its controller in one process, reachable from this machine only.
 *
 * <p>Prints {@code READY port=N} on standard output when it accepts clients. Topics, records and
 * group positions survive a restart on the same directory, also after the process was killed and
 * when the ports have changed.
 */
public final class EmbeddedKafka implements AutoCloseable {

  /** Any fixed id will do: the directory belongs to this one-node cluster alone. */
  private static final String CLUSTER_ID = "bnVsbHNjb3BlLWxvY2FsLg";

  private final Options options;
  private final KafkaRaftServer server;

  private EmbeddedKafka(Options options, KafkaRaftServer server) {
    this.options = options;
    this.server = server;
  }

  /** Starts the broker and keeps running until the process is told to stop. */
  public static void main(String[] arguments) throws IOException {
    Options options;
    try {
      options = Options.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      return;
    }
    ParentPipe.watch(System.getenv());
    EmbeddedKafka kafka;
    try {
      kafka = start(options);
    } catch (IOException | RuntimeException e) {
      System.err.println("Kafka cannot start with " + options + ": " + e.getMessage());
      e.printStackTrace();
      // Threads of a half-started broker would keep the process alive.
      System.exit(1);
      return;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(kafka::close, "embedded-kafka-stop"));
    System.out.println("READY port=" + options.port());
    kafka.server.awaitShutdown();
  }

  static EmbeddedKafka start(Options options) throws IOException {
    Files.createDirectories(options.directory());
    Properties settings = BrokerSettings.of(options);
    format(options.directory(), settings);
    KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(settings), Time.SYSTEM);
    server.startup();
    return new EmbeddedKafka(options, server);
  }

  /** Stops the broker; everything that was acknowledged is on disk. */
  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }

  /** Prepares an empty directory; leaves one that was prepared before as it is. */
  private static void format(Path directory, Properties settings) throws IOException {
    Path file = directory.resolve("server.properties");
    try (OutputStream out = Files.newOutputStream(file)) {
      settings.store(out, null);
    }
    ByteArrayOutputStream report = new ByteArrayOutputStream();
    int status =
        StorageTool.execute(
            new String[] {
              "format",
              "--ignore-formatted",
              "--cluster-id",
              CLUSTER_ID,
              "--config",
              file.toString()
            },
            new PrintStream(report, true, StandardCharsets.UTF_8));
    if (status != 0) {
      throw new IOException(
          "The Kafka directory "
              + directory
              + " cannot be prepared: "
              + report.toString(StandardCharsets.UTF_8));
    }
  }
}
