package io.nullscope.embedded.s3;

import io.nullscope.embedded.ParentPipe;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/**
 * S3Proxy over a local directory, reachable from this machine only, with signed requests (AWS
 * signature version 4).
 *
 * <p>Prints {@code READY port=N} on standard output when it accepts requests. Objects appear
 * atomically (written to a temporary file, then renamed or linked), so the process may be killed at
 * any moment and started again on the same directory.
 */
public final class EmbeddedS3 implements AutoCloseable {

  private static final String HOST = "127.0.0.1";
  private static final int MAX_THREADS = 40;

  private final S3Proxy server;

  private EmbeddedS3(S3Proxy server) {
    this.server = server;
  }

  /** Starts the server and keeps running until the process is told to stop. */
  public static void main(String[] arguments) throws IOException {
    Options options;
    try {
      options = Options.parse(arguments, System.getenv());
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      return;
    }
    ParentPipe.watch(System.getenv());
    EmbeddedS3 server;
    try {
      server = start(options);
    } catch (Exception e) { // what S3Proxy.start() declares
      System.err.println(
          "The S3 server cannot start on port %d in %s: %s"
              .formatted(options.port(), options.directory(), e.getMessage()));
      e.printStackTrace();
      // Threads of a half-started server would keep the process alive.
      System.exit(1);
      return;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "embedded-s3-stop"));
    System.out.println("READY port=" + server.port());
  }

  static EmbeddedS3 start(Options options) throws Exception {
    Files.createDirectories(options.directory());
    S3Proxy server =
        S3Proxy.builder()
            .blobStore(new FilesystemNio2BlobStore(options.directory().toString()))
            .endpoint(URI.create("http://" + HOST + ":" + options.port()))
            .awsAuthentication(AuthenticationType.AWS_V4, options.accessKey(), options.secretKey())
            .jettyMaxThreads(MAX_THREADS)
            .stopTimeout(0)
            .build();
    server.start();
    return new EmbeddedS3(server);
  }

  int port() {
    return server.getPort();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("Stopping the S3 server failed", e);
    }
  }
}
