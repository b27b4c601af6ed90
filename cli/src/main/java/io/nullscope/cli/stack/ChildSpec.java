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
 * @param holdsApiKeys whether the child gets the keys of language models in that environment
 * @param log receives standard output and standard error
 */
record ChildSpec(
    String name,
    List<String> command,
    Map<String, String> environment,
    boolean holdsApiKeys,
    Path log) {
  /** How the names of variables end that hold the key of a language model. */
  private static final String API_KEY = "_API_KEY";

  ChildSpec {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /** Turns the environment of this process into the child's. */
  void adapt(Map<String, String> inherited) {
    if (!holdsApiKeys) {
      inherited.keySet().removeIf(name -> name.endsWith(API_KEY));
    }
    inherited.putAll(environment);
  }

  /** Without the environment, which holds the secret key of the store. */
  @Override
  public String toString() {
    return "ChildSpec[name=" + name + ", command=" + command + "]";
  }
}
