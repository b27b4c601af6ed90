package io.nullscope.embedded.kafka;

import io.nullscope.embedded.CommandLine;
import io.nullscope.embedded.FreePort;
import java.io.IOException;
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
   * Reads the command line; ports that are 0 or not given are replaced by free ones, because Kafka
   * has to know its ports before it listens.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static Options parse(String[] arguments) throws IOException {
    CommandLine options =
        CommandLine.parse(arguments, Set.of(DIRECTORY, PORT, CONTROLLER_PORT), USAGE);
    int controllerPort = options.port(CONTROLLER_PORT);
    int port = FreePort.choose(options.port(PORT), controllerPort);
    return new Options(port, FreePort.choose(controllerPort, port), options.path(DIRECTORY));
  }
}
