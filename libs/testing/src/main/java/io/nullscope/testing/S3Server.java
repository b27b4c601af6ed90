package io.nullscope.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A real S3 server for tests, in a process of its own, over a local directory. */
public final class S3Server implements AutoCloseable {

  private static final String MODULE = "embedded-s3";
  private static final String MAIN_CLASS = "io.nullscope.embedded.s3.EmbeddedS3";
  private static final List<String> JVM_OPTIONS =
      List.of("-XX:+UseSerialGC", "-Xmx160m", "-Xss512k");
  private static final String ACCESS_KEY = "test-access-key";
  private static final String SECRET_KEY = "test-secret-key";

  private final Path directory;
  private final int port;
  private ChildServer server;

  private S3Server(Path directory, ChildServer server) {
    this.directory = directory;
    this.port = server.port();
    this.server = server;
  }

  /**
   * Starts a server and waits until it accepts requests.
   *
   * @param directory where it keeps its log and its objects; created when missing, resumed when
   *     used before
   */
  public static S3Server start(Path directory) {
    return new S3Server(directory, launch(directory, 0));
  }

  /** Base address; stays the same over {@link #restart}. */
  public String endpoint() {
    return "http://127.0.0.1:" + port;
  }

  public String accessKey() {
    return ACCESS_KEY;
  }

  public String secretKey() {
    return SECRET_KEY;
  }

  /** Signing region. */
  public String region() {
    return "us-east-1";
  }

  /** Where an object lies on disk, for tests that damage it. */
  public Path file(String bucket, String key) {
    return objects(directory).resolve(bucket).resolve(key);
  }

  /** Kills the server as {@code kill -9} does. */
  public void kill() {
    server.kill();
  }

  /**
   * Starts the server again, after {@link #kill} or {@link #close}, on the same directory and port.
   */
  public void restart() {
    server = launch(directory, port);
  }

  /** Stops the server. */
  @Override
  public void close() {
    server.stop();
  }

  private static Path objects(Path directory) {
    return directory.resolve("objects");
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
        List.of("--dir", objects(directory).toString(), "--port", Integer.toString(port)),
        Map.of("NULLSCOPE_S3_ACCESS_KEY", ACCESS_KEY, "NULLSCOPE_S3_SECRET_KEY", SECRET_KEY),
        directory.resolve("s3.log"));
  }
}
