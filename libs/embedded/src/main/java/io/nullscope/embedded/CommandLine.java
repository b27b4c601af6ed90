package io.nullscope.embedded;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The options of a command line, each {@code --name VALUE}. */
public final class CommandLine {

  private final Map<String, String> values;
  private final String usage;

  private CommandLine(Map<String, String> values, String usage) {
    this.values = values;
    this.usage = usage;
  }

  /**
   * Reads a command line.
   *
   * @param names the options that there are
   * @param usage ends every message about a bad command line
   * @throws IllegalArgumentException when there is anything but options with values
   */
  public static CommandLine parse(String[] arguments, Set<String> names, String usage) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < arguments.length; i += 2) {
      if (!names.contains(arguments[i])) {
        throw new IllegalArgumentException("unknown argument " + arguments[i] + "; " + usage);
      }
      if (i + 1 == arguments.length) {
        throw new IllegalArgumentException(arguments[i] + " needs a value; " + usage);
      }
      values.put(arguments[i], arguments[i + 1]);
    }
    return new CommandLine(values, usage);
  }

  /**
   * A path.
   *
   * @throws IllegalArgumentException when the option is not given
   */
  public Path path(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing; " + usage);
    }
    return Path.of(value);
  }

  /**
   * A port; 0 when the option is not given.
   *
   * @throws IllegalArgumentException when the value is not a port number
   */
  public int port(String name) {
    String text = values.getOrDefault(name, "0");
    int port;
    try {
      port = Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("\"" + text + "\" is not a port number; " + usage, e);
    }
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException(port + " is not a port number; " + usage);
    }
    return port;
  }
}
