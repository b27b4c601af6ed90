package io.nullscope.cli;

import io.nullscope.cli.progress.ProgressView;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Where output goes: results to standard output, everything about the work (progress, notices,
 * errors) to standard error.
 *
 * @param columns width of the terminal behind standard error; 0 when it is none
 */
record Console(PrintStream out, PrintStream err, int columns) {
  /**
   * Set by the launcher script when standard error is a terminal; Java 17 can only tell for all
   * streams at once.
   */
  private static final String COLUMNS = "nullscope.columns";

  static Console system() {
    return new Console(
        utf8(FileDescriptor.out), utf8(FileDescriptor.err), Integer.getInteger(COLUMNS, 0));
  }

  /**
   * Studies and messages are UTF-8, whatever the locale says; a plain C locale would turn them into
   * question marks.
   */
  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  void result(String text) {
    out.println(text);
  }

  void say(String text) {
    err.println(text);
  }

  ProgressView progress() {
    return columns > 0
        ? ProgressView.terminal(
            text -> {
              err.print(text);
              err.flush();
            },
            columns)
        : ProgressView.plain(err::println);
  }
}
