package io.nullscope.cli;

import io.nullscope.cli.progress.ProgressView;
import io.nullscope.cli.progress.WrappedText;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Where output goes: results to standard output, everything about the work (progress, notices,
 * errors) to standard error.
 *
 * @param outColumns width of the terminal behind standard output; 0 when it is none
 * @param columns width of the terminal behind standard error; 0 when it is none
 */
record Console(PrintStream out, PrintStream err, int outColumns, int columns) {
  /**
   * Set by the launcher script when standard error, or standard output, is a terminal; Java 17 can
   * only tell for all streams at once.
   */
  private static final String COLUMNS = "nullscope.columns";

  private static final String OUT_COLUMNS = "nullscope.out.columns";

  static Console system() {
    return new Console(
        utf8(FileDescriptor.out),
        utf8(FileDescriptor.err),
        Integer.getInteger(OUT_COLUMNS, 0),
        Integer.getInteger(COLUMNS, 0));
  }

  /**
   * Studies and messages are UTF-8, whatever the locale says; a plain C locale would turn them into
   * question marks.
   */
  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  void result(String text) {
    out.println(WrappedText.of(text, outColumns));
  }

  void say(String text) {
    err.println(WrappedText.of(text, columns));
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
