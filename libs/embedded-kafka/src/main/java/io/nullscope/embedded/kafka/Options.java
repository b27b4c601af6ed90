package io.nullscope.embedded.kafka;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The command line of {@link EmbeddedKafka}.
 *
 * @param port port for clients
 * @param controllerPort port on which the broker talks to its own controller
 * @param directory where topics and metadata are kept
 * @param parentPid process whose end ends the broker
 */
record Options(int port, int controllerPort, Path directory, Optional<Long> parentPid) {

  static final String USAGE =
      "usage: EmbeddedKafka --dir DIRECTORY [--port PORT] [--controller-port PORT]"
          + " [--exit-with-parent[=PID]]";

  private static final String EXIT_WITH_PARENT = "--exit-with-parent";

  /**
   * Reads the command line; ports that are 0 or not given are replaced by free ones.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static Options parse(String[] arguments) throws IOException {
    int port = 0;
    int controllerPort = 0;
    Path directory = null;
    Optional<Long> parentPid = Optional.empty();
    for (int i = 0; i < arguments.length; i++) {
      String argument = arguments[i];
      if (argument.equals("--port")) {
        port = port(value(arguments, ++i));
      } else if (argument.equals("--controller-port")) {
        controllerPort = port(value(arguments, ++i));
      } else if (argument.equals("--dir")) {
        directory = Path.of(value(arguments, ++i));
      } else if (argument.equals(EXIT_WITH_PARENT)) {
        parentPid = ProcessHandle.current().parent().map(ProcessHandle::pid);
      } else if (argument.startsWith(EXIT_WITH_PARENT + "=")) {
        parentPid = Optional.of(pid(argument.substring(EXIT_WITH_PARENT.length() + 1)));
      } else {
        throw new IllegalArgumentException("unknown argument " + argument + "; " + USAGE);
      }
    }
    if (directory == null) {
      throw new IllegalArgumentException("--dir is missing; " + USAGE);
    }
    return new Options(free(port), free(controllerPort), directory, parentPid);
  }

  private static String value(String[] arguments, int index) {
    if (index == arguments.length) {
      throw new IllegalArgumentException(arguments[index - 1] + " needs a value; " + USAGE);
    }
    return arguments[index];
  }

  private static long pid(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("\"" + text + "\" is not a process id; " + USAGE, e);
    }
  }

  private static int port(String text) {
    int port;
    try {
      port = Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("\"" + text + "\" is not a port number; " + USAGE, e);
    }
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException(port + " is not a port number; " + USAGE);
    }
    return port;
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
