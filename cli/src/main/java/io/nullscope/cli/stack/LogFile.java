package io.nullscope.cli.stack;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The log of a child: one file for this run of the stack, one for the run before. */
record LogFile(Path path) {
  private static final int TAIL_BYTES = 64 * 1024;

  static LogFile of(StackHome home, String name) {
    return new LogFile(home.logs().resolve(name + ".log"));
  }

  /** Keeps the log of the previous run as {@code NAME.previous.log} and starts an empty one. */
  void rotate() throws IOException {
    if (Files.exists(path)) {
      Files.move(
          path,
          path.resolveSibling(
              path.getFileName().toString().replaceFirst("\\.log$", ".previous.log")),
          StandardCopyOption.REPLACE_EXISTING);
    }
    Files.createFile(path);
  }

  long size() throws IOException {
    return Files.exists(path) ? Files.size(path) : 0;
  }

  /** True when a line from this offset on starts with the text. */
  boolean hasLineStartingWith(String text, long offset) throws IOException {
    return read(offset).lines().anyMatch(line -> line.startsWith(text));
  }

  /** The last lines, or why there are none. */
  String tail(int lines) {
    try {
      List<String> all = read(Math.max(0, size() - TAIL_BYTES)).lines().toList();
      return all.isEmpty()
          ? "(the log is empty)"
          : String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
    } catch (IOException e) {
      return "(the log cannot be read: " + e + ")";
    }
  }

  private String read(long offset) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
      int length = (int) Math.min(Math.max(0, file.length() - offset), Integer.MAX_VALUE / 2);
      byte[] bytes = new byte[length];
      file.seek(offset);
      file.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }
}
