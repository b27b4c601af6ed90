package io.nullscope.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A real Kafka broker for tests, in a process of its own. Creates topics on first use, with three
 * partitions.
 *
 * <pre>{@code
 * try (KafkaServer kafka = KafkaServer.start(temporaryDirectory)) {
 *   … kafka.bootstrapServers() …
 * }
 * }</pre>
 */
public final class KafkaServer implements AutoCloseable {

  private static final String MODULE = "embedded-kafka";
  private static final String MAIN_CLASS = "io.nullscope.embedded.kafka.EmbeddedKafka";
  private static final List<String> JVM_OPTIONS =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx160m", "-Xss512k");

  private final Path directory;
  private final int port;
  private ChildServer server;

  private KafkaServer(Path directory, ChildServer server) {
    this.directory = directory;
    this.port = server.port();
    this.server = server;
  }

  /**
   * Starts a broker and waits until it accepts clients.
   *
   * @param directory where it keeps its data; created when missing, resumed when used before
   */
  public static KafkaServer start(Path directory) {
    return new KafkaServer(directory, launch(directory, 0));
  }

  /** Address for clients; stays the same over {@link #restart}. */
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /** Kills the broker as {@code kill -9} does. */
  public void kill() {
    server.kill();
  }

  /**
   * Starts the broker again, after {@link #kill} or {@link #close}, on the same directory and port.
   */
  public void restart() {
    server = launch(directory, port);
  }

  /** Stops the broker. */
  @Override
  public void close() {
    server.stop();
  }

  private static ChildServer launch(Path directory, int port) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("Creating " + directory + " failed", e);
    }
    return ChildServer.start(
        MODULE,
        MAIN_CLASS,
        JVM_OPTIONS,
        List.of("--dir", directory.toString(), "--port", Integer.toString(port)),
        Map.of(),
        directory.resolve("kafka.log"));
  }
}
