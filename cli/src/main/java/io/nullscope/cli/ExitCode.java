package io.nullscope.cli;

/**
 * What the exit codes of the commands mean. When interrupted by Ctrl-C the virtual machine itself
 * exits with 130.
 */
final class ExitCode {
  static final int OK = 0;

  /**
   * Nullscope itself did not work: a stack that does not start, a server that is gone, a directory
   * that cannot be written.
   */
  static final int ERROR = 1;

  /** The study is invalid, or the command line is. Nothing was started. */
  static final int INVALID = 2;

  /** The study ran, and steps of it failed. */
  static final int STEPS_FAILED = 3;

  private ExitCode() {}
}
