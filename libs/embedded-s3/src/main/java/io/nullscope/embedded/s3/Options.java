package io.nullscope.embedded.s3;

import io.nullscope.embedded.CommandLine;
import io.nullscope.embedded.FreePort;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * The command line of {@link EmbeddedS3}.
 *
 * @param port port to listen on
 * @param directory where the objects are kept
 */
record Options(int port, Path directory, String accessKey, String secretKey) {

  static final String ACCESS_KEY = "NULLSCOPE_S3_ACCESS_KEY";
  static final String SECRET_KEY = "NULLSCOPE_S3_SECRET_KEY";
  static final String USAGE =
      "usage: EmbeddedS3 --dir DIRECTORY [--port PORT], with "
          + ACCESS_KEY
          + " and "
          + SECRET_KEY
          + " in the environment";

  private static final String DIRECTORY = "--dir";
  private static final String PORT = "--port";

  /**
   * Reads the command line; a port that is 0 or not given is replaced by a free one.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static Options parse(String[] arguments, Map<String, String> environment) throws IOException {
    CommandLine options = CommandLine.parse(arguments, Set.of(DIRECTORY, PORT), USAGE);
    return new Options(
        FreePort.choose(options.port(PORT), 0),
        options.path(DIRECTORY),
        required(environment, ACCESS_KEY),
        required(environment, SECRET_KEY));
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
