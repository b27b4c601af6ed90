package io.nullscope.cli.stack;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How to start a child process.
 *
 * @param name for messages and logs
 * @param command program and arguments
 * @param environment added to the environment of this process
 * @param log receives standard output and standard error
 */
record ChildSpec(String name, List<String> command, Map<String, String> environment, Path log) {
  ChildSpec {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /** Without the environment, which holds the secret key of the store. */
  @Override
  public String toString() {
    return "ChildSpec[name=" + name + ", command=" + command + "]";
  }
}
