package io.nullscope.transformer.corpus;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipException;

/**
 * Lines of UTF-8 text with their numbers; a line is bounded, and bytes that are not UTF-8 are
 * refused.
 */
final class LineReader implements Closeable {

  /** Longest line, in bytes: a file without line ends must not fill the memory. */
  static final int MAX_LINE_BYTES = 64 << 20;

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final String name;
  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private int position;
  private int limit;
  private long number;

  LineReader(String name, InputStream in) {
    this.name = name;
    this.in = in;
  }

  /** Number of the line that was read last, from 1. */
  long number() {
    return number;
  }

  /** The next line without its end (LF or CR LF), or null after the last one. */
  String next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
    number++;
    boolean found = false;
    while (!found && fill()) {
      int end = position;
      while (end < limit && buffer[end] != '\n') {
        end++;
      }
      found = end < limit;
      if (line.size() + (end - position) > MAX_LINE_BYTES) {
        throw new InvalidCorpusException(
            "%s, line %d is longer than %d bytes; put one document on each line"
                .formatted(name, number, MAX_LINE_BYTES));
      }
      line.write(buffer, position, end - position);
      position = found ? end + 1 : end;
    }
    return found || line.size() > 0 ? decode(withoutReturn(line.toByteArray())) : null;
  }

  /** Windows ends a line with CR LF; the CR is no text. */
  private static ByteBuffer withoutReturn(byte[] line) {
    boolean returned = line.length > 0 && line[line.length - 1] == '\r';
    return ByteBuffer.wrap(line, 0, returned ? line.length - 1 : line.length);
  }

  private boolean fill() throws IOException {
    if (position == limit) {
      try {
        limit = in.read(buffer);
      } catch (EOFException | ZipException e) {
        throw new InvalidCorpusException(
            "%s is damaged after line %d: %s; copy or download it again"
                .formatted(name, number, e.getMessage()),
            e);
      }
      position = 0;
      if (limit < 0) {
        limit = 0;
      }
    }
    return position < limit;
  }

  private String decode(ByteBuffer bytes) {
    try {
      // A new decoder reports malformed bytes, where String would replace them without a word.
      String line = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      return number == 1 && !line.isEmpty() && line.charAt(0) == BYTE_ORDER_MARK
          ? line.substring(1)
          : line;
    } catch (CharacterCodingException e) {
      throw new InvalidCorpusException(
          "%s, line %d is not UTF-8 text; convert the file to UTF-8".formatted(name, number), e);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
