package io.nullscope.cli;

import picocli.CommandLine.Option;

/** {@code --help} of a command. */
final class HelpOption {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Prints this text.")
  private boolean requested;
}
