package io.nullscope.cli.stack;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Stands for any child of a stack: answers health checks on its port, or says READY, and ends with
 * its parent.
 */
final class FakeComponent {
  private FakeComponent() {}

  public static void main(String[] arguments) throws IOException {
    String port = System.getenv("QUARKUS_HTTP_PORT");
    if (port != null) {
      HttpServer server =
          HttpServer.create(
              new InetSocketAddress(
                  InetAddress.getByName(System.getenv("QUARKUS_HTTP_HOST")),
                  Integer.parseInt(port)),
              0);
      server.createContext(
          "/q/health/ready",
          exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
          });
      server.start();
    }
    System.out.println("READY " + String.join(" ", arguments));
    while (System.in.read() >= 0) {
      // The pipe ends with the parent.
    }
    System.exit(0);
  }
}
