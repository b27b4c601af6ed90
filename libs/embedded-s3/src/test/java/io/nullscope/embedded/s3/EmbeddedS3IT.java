package io.nullscope.embedded.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The process; what the store does with objects is tested through the MinIO SDK in libs/artifacts.
 */
class EmbeddedS3IT {

  private static final Map<String, String> CREDENTIALS =
      Map.of("NULLSCOPE_S3_ACCESS_KEY", "access", "NULLSCOPE_S3_SECRET_KEY", "secret");

  @TempDir Path directory;

  @Test
  void refusesUnsignedRequests() throws Exception {
    ServerProcess server = start();
    int port = server.awaitReady();

    URI root = URI.create("http://127.0.0.1:" + port + "/");
    assertThat(status(HttpRequest.newBuilder(root))).isEqualTo(403);
    assertThat(
            status(
                HttpRequest.newBuilder(root.resolve("bucket"))
                    .PUT(HttpRequest.BodyPublishers.noBody())))
        .isEqualTo(403);
    server.kill();
  }

  @Test
  void listensOnTheLoopbackInterfaceOnly() throws Exception {
    Optional<InetAddress> outside =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
            .findFirst();
    ServerProcess server = start();
    int port = server.awaitReady();

    assertThat(accepts(InetAddress.getLoopbackAddress(), port)).isTrue();
    outside.ifPresent(address -> assertThat(accepts(address, port)).isFalse());
    server.kill();
  }

  @Test
  void stopsWhenItIsAskedTo() throws Exception {
    ServerProcess server = start();
    server.awaitReady();

    // Of the process itself, destroy() would end its standard input as well.
    server.process().toHandle().destroy();

    assertThat(server.awaitExit()).isEqualTo(128 + 15);
  }

  @Test
  void endsWithItsParentsPipe() throws Exception {
    ServerProcess server = start();
    server.awaitReady();

    server.process().getOutputStream().close();

    assertThat(server.awaitExit()).isZero();
  }

  @Test
  void endsWithAMessageWhenItsPortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());

      ServerProcess server =
          ServerProcess.start(CREDENTIALS, "--dir", directory.toString(), "--port", port);

      assertThat(server.awaitExit()).isEqualTo(1);
      assertThat(server.output().lines())
          .anyMatch(line -> line.contains("cannot start on port " + port));
    }
  }

  @Test
  void refusesABadCommandLine() throws Exception {
    ServerProcess server = ServerProcess.start(CREDENTIALS, "--prot", "1");

    assertThat(server.awaitExit()).isEqualTo(2);
    assertThat(server.output().readLine()).contains("unknown argument --prot").contains("usage:");
  }

  private static int status(HttpRequest.Builder request) throws Exception {
    return HttpClient.newHttpClient()
        .send(request.build(), HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private ServerProcess start() throws IOException {
    return ServerProcess.start(CREDENTIALS, "--dir", directory.toString());
  }

  private static boolean accepts(InetAddress address, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
