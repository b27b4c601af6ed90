package io.nullscope.cli.preflight;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a clone without Git LFS has in the place of a large file: some lines that name it. */
final class LargeFilePointer {
  private static final String BEGINNING = "version https://git-lfs";

  private LargeFilePointer() {}

  static boolean is(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] begin = in.readNBytes(BEGINNING.length());
      return new String(begin, StandardCharsets.ISO_8859_1).equals(BEGINNING);
    }
  }
}
