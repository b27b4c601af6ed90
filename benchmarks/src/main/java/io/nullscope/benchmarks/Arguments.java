package io.nullscope.benchmarks;

import java.util.HashMap;
import java.util.Map;

/** {@code --name value} pairs of a benchmark program. */
public final class Arguments {

  private final Map<String, String> values;

  private Arguments(Map<String, String> values) {
    this.values = values;
  }

  /**
   * Reads a command line.
   *
   * @throws IllegalArgumentException when a name has no value
   */
  public static Arguments of(String... arguments) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < arguments.length; i += 2) {
      if (!arguments[i].startsWith("--") || i + 1 == arguments.length) {
        throw new IllegalArgumentException(
            arguments[i] + " is not the name of a value; write --name value");
      }
      values.put(arguments[i].substring(2), arguments[i + 1]);
    }
    return new Arguments(values);
  }

  public String get(String name, String otherwise) {
    return values.getOrDefault(name, otherwise);
  }

  /**
   * A value that has to be there.
   *
   * @throws IllegalArgumentException when it is not
   */
  public String require(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("--" + name + " is missing");
    }
    return value;
  }

  public int integer(String name, int otherwise) {
    String value = values.get(name);
    return value == null ? otherwise : Integer.parseInt(value);
  }

  /**
   * A number of tokens larger than what warms up: the artifact of the warm-up would be found
   * otherwise, and nothing measured.
   *
   * @throws IllegalArgumentException when it is not larger
   */
  public int tokens(int otherwise, int warmUp) {
    int tokens = integer("tokens", otherwise);
    if (tokens <= warmUp) {
      throw new IllegalArgumentException(
          "--tokens " + tokens + ": write more than " + warmUp + ", which warm up");
    }
    return tokens;
  }
}
