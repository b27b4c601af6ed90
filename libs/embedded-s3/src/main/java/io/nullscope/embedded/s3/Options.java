package io.nullscope.embedded.s3;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The command line of {@link EmbeddedS3}.
 *
 * @param port port to listen on; 0 takes a free one
 * @param directory where the objects are kept
 * @param parentPid process whose end ends the server
 */
record Options(
    int port, Path directory, String accessKey, String secretKey, Optional<Long> parentPid) {

  static final String ACCESS_KEY = "NULLSCOPE_S3_ACCESS_KEY";
  static final String SECRET_KEY = "NULLSCOPE_S3_SECRET_KEY";
  static final String USAGE =
      "usage: EmbeddedS3 --dir DIRECTORY [--port PORT] [--exit-with-parent[=PID]], with "
          + ACCESS_KEY
          + " and "
          + SECRET_KEY
          + " in the environment";

  private static final String EXIT_WITH_PARENT = "--exit-with-parent";

  /**
   * Reads the command line.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static Options parse(String[] arguments, Map<String, String> environment) {
    int port = 0;
    Path directory = null;
    Optional<Long> parentPid = Optional.empty();
    for (int i = 0; i < arguments.length; i++) {
      String argument = arguments[i];
      if (argument.equals("--port")) {
        port = port(value(arguments, ++i));
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
    return new Options(
        port,
        directory,
        required(environment, ACCESS_KEY),
        required(environment, SECRET_KEY),
        parentPid);
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

  private static String required(Map<String, String> environment, String name) {
    String value = environment.get(name);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(
          "the environment variable " + name + " is not set; " + USAGE);
    }
    return value;
  }
}
