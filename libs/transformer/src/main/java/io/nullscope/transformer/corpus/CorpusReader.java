package io.nullscope.transformer.corpus;

import io.nullscope.artifacts.GitLfsPointer;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads a corpus one document at a time. The form follows from the name:
 *
 * <ul>
 *   <li>{@code .jsonl}: one JSON object a line, with the text in a field
 *   <li>{@code .txt}: one document a line
 *   <li>either with {@code .gz} behind it: compressed
 * </ul>
 *
 * <p>Lines and texts that are blank or null are no documents; {@link #skipped} counts them. Text is
 * UTF-8, lines end with LF or CR LF; a byte order mark at the beginning is no text. Not
 * thread-safe.
 */
public final class CorpusReader implements Iterator<Document>, Closeable {

  private static final String GZIP = ".gz";

  private final LineReader lines;
  private final LineFormat format;
  private int documents;
  private int skipped;
  private Document next;

  private CorpusReader(LineReader lines, LineFormat format) {
    this.lines = lines;
    this.format = format;
  }

  /** Opens the bytes of a corpus. */
  @FunctionalInterface
  public interface Source {

    /** A new stream from the first byte. */
    InputStream open() throws IOException;
  }

  /**
   * The form of a corpus, which {@link #open} takes from its name.
   *
   * @return jsonl or txt, with .gz behind it if it is compressed
   * @throws InvalidCorpusException when the ending is unknown
   */
  public static String format(String name) {
    String compression = name.endsWith(GZIP) ? GZIP : "";
    String plain = name.substring(0, name.length() - compression.length());
    if (plain.endsWith(".jsonl")) {
      return "jsonl" + compression;
    }
    if (plain.endsWith(".txt")) {
      return "txt" + compression;
    }
    throw new InvalidCorpusException(
        name + " has an unknown form; a corpus is .jsonl or .txt, either with .gz behind it");
  }

  /**
   * Opens a corpus.
   *
   * @param name file name, for its ending and for messages
   * @param textField the field of a JSON line that holds the text
   * @throws InvalidCorpusException when the ending is unknown
   * @throws IOException when the source cannot be opened
   */
  public static CorpusReader open(String name, String textField, Source source) throws IOException {
    String form = format(name);
    boolean compressed = form.endsWith(GZIP);
    LineFormat format =
        form.startsWith("jsonl") ? new JsonLines(name, textField) : (line, text) -> text;
    InputStream in = new BufferedInputStream(source.open(), 1 << 16);
    try {
      requireNoPointer(name, in);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
    return new CorpusReader(new LineReader(name, compressed ? decompressed(name, in) : in), format);
  }

  private static void requireNoPointer(String name, InputStream in) throws IOException {
    in.mark(GitLfsPointer.BYTES);
    boolean pointer = GitLfsPointer.begins(in.readNBytes(GitLfsPointer.BYTES));
    in.reset();
    if (pointer) {
      throw new InvalidCorpusException(name + " " + GitLfsPointer.PROBLEM);
    }
  }

  private static InputStream decompressed(String name, InputStream in) throws IOException {
    try {
      return new GZIPInputStream(in, 1 << 16);
    } catch (EOFException | ZipException e) {
      in.close();
      throw new InvalidCorpusException(
          name + " is not a gzip file, as its ending says: " + e.getMessage(), e);
    }
  }

  /**
   * True when there is another document.
   *
   * @throws InvalidCorpusException when the next line is malformed; the message names file and line
   * @throws UncheckedIOException when the source cannot be read
   */
  @Override
  public boolean hasNext() {
    try {
      while (next == null) {
        String line = lines.next();
        if (line == null) {
          return false;
        }
        String text = line.isBlank() ? line : format.text(lines.number(), line);
        if (text.isBlank()) {
          skipped++;
        } else {
          next = new Document(documents++, text);
        }
      }
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Document next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Document document = next;
    next = null;
    return document;
  }

  /** How many lines without text there were until now. */
  public int skipped() {
    return skipped;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }

  /** How a line holds a document. */
  interface LineFormat {

    /** The document's text. */
    String text(long lineNumber, String line);
  }
}
