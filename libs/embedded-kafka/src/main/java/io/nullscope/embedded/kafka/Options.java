package io.nullscope.embedded.kafka;

import io.nullscope.embedded.CommandLine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Set;

/**
 * The command line of {@link EmbeddedKafka}.
 *
 * @param port port for clients
 * @param controllerPort port on which the broker talks to its own controller
 * @param directory where topics and metadata are kept
 */
record Options(int port, int controllerPort, Path directory) {

  static final String USAGE =
      "usage: EmbeddedKafka --dir DIRECTORY [--port PORT] [--controller-port PORT]";

  private static final String DIRECTORY = "--dir";
  private static final String PORT = "--port";
  private static final String CONTROLLER_PORT = "--controller-port";

  /**
   * Reads the command line; ports that are 0 or not given are replaced by free ones.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static Options parse(String[] arguments) throws IOException {
    CommandLine options =
        CommandLine.parse(arguments, Set.of(DIRECTORY, PORT, CONTROLLER_PORT), USAGE);
    return new Options(
        free(options.port(PORT)), free(options.port(CONTROLLER_PORT)), options.path(DIRECTORY));
  }

  /** Kafka has to know its ports before it listens, so a free one is looked up first. */
  private static int free(int port) throws IOException {
    if (port != 0) {
      return port;
    }
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
