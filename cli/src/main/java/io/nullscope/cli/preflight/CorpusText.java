package io.nullscope.cli.preflight;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import io.nullscope.cli.report.Quantity;
import io.nullscope.study.CorpusSpec;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** The text of a study in a file of this machine: whether it can be read and is long enough. */
final class CorpusText {
  private static final String SOURCE = "corpus.source";
  private static final String GZIP = ".gz";

  /** Of text that unpacks slowly only this much is read; then nothing is said about its length. */
  private static final Duration PATIENCE = Duration.ofMillis(700);

  /** Longest beginning that is looked at. */
  private static final int FIRST_LINE_BYTES = 1 << 20;

  /**
   * English has four to five bytes a token in a large vocabulary, and three in one of a thousand.
   */
  private static final int USUAL_TOKEN_BYTES = 3;

  private final CorpusSpec corpus;
  private final Path file;
  private final boolean jsonLines;
  private final Findings findings;

  private CorpusText(CorpusSpec corpus, Path file, Findings findings) {
    this.corpus = corpus;
    this.file = file;
    this.findings = findings;
    this.jsonLines = withoutCompression().endsWith(".jsonl");
  }

  /** Reports why the text cannot be read, or is too short. */
  static void check(CorpusSpec corpus, Findings findings) {
    FileSource.path(corpus.source())
        .ifPresent(file -> new CorpusText(corpus, file, findings).check());
  }

  private void check() {
    if (!Files.isRegularFile(file)) {
      findings.error(
          SOURCE,
          file + (Files.exists(file) ? " is no file" : " does not exist"),
          "name the file that holds the text");
      return;
    }
    if (!jsonLines && !withoutCompression().endsWith(".txt")) {
      findings.error(
          SOURCE,
          file + " has an unknown form",
          "a corpus is .jsonl or .txt, either with .gz behind it");
      return;
    }
    try {
      if (LargeFilePointer.is(file)) {
        findings.error(SOURCE, file + " is a Git LFS pointer", "run git lfs pull in its folder");
        return;
      }
      if (firstDocument()) {
        length();
      }
    } catch (IOException e) {
      findings.error(
          SOURCE, file + " cannot be read: " + e.getMessage(), "copy or download it again");
    }
  }

  private String withoutCompression() {
    String name = file.toString();
    return compressed() ? name.substring(0, name.length() - GZIP.length()) : name;
  }

  private boolean compressed() {
    return file.toString().endsWith(GZIP);
  }

  private InputStream open() throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    return compressed() ? new GZIPInputStream(in, 1 << 16) : in;
  }

  /** Reports when the first document is none; the services look at the others. */
  private boolean firstDocument() throws IOException {
    Optional<String> line = firstLine();
    if (line.isEmpty() || !jsonLines) {
      return true;
    }
    Struct.Builder document = Struct.newBuilder();
    try {
      JsonFormat.parser().merge(line.get(), document);
    } catch (InvalidProtocolBufferException e) {
      findings.error(
          SOURCE,
          file + ": its first line is not a JSON object",
          "write one JSON object a line, or name the file .txt if each line is a document");
      return false;
    }
    if (!document.containsFields(corpus.textField())) {
      findings.error(
          "corpus.textField",
          "%s: its first line has no field \"%s\", but %s"
              .formatted(
                  file, corpus.textField(), String.join(", ", document.getFieldsMap().keySet())),
          "name the field that holds the text");
      return false;
    }
    return true;
  }

  /** The first line that is not blank, if it ends within the bytes that are looked at. */
  private Optional<String> firstLine() throws IOException {
    try (InputStream in = open()) {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      int read = 0;
      for (int next = in.read(); next >= 0 && read < FIRST_LINE_BYTES; next = in.read(), read++) {
        if (next != '\n') {
          line.write(next);
        } else if (line.toString(StandardCharsets.ISO_8859_1).isBlank()) {
          line.reset();
        } else {
          return Optional.of(utf8(line.toByteArray()));
        }
      }
      return Optional.empty();
    }
  }

  private static String utf8(byte[] bytes) throws IOException {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new IOException("it is not UTF-8 text", e);
    }
  }

  /**
   * A token is at least one byte of text, but for the start token of each document and a space that
   * some tokenizers put before it. So a file of fewer bytes than tokens is certainly too short;
   * what lies between that and the usual length is a guess.
   */
  private void length() throws IOException {
    long needed =
        tokens(corpus.trainTokens()) + tokens(corpus.evalTokens()) + tokens(corpus.interpTokens());
    long enough = needed * USUAL_TOKEN_BYTES;
    long bytes = 0;
    long lines = 1;
    if (!compressed() && Files.size(file) >= enough) {
      return;
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try (InputStream in = open()) {
      byte[] buffer = new byte[1 << 16];
      for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
        bytes += got;
        for (int i = 0; i < got; i++) {
          lines += buffer[i] == '\n' ? 1 : 0;
        }
        if (bytes >= enough || System.nanoTime() > deadline) {
          return;
        }
      }
    }
    String needs =
        "the three splits need %s tokens (corpus.trainTokens, corpus.evalTokens, corpus.interpTokens)"
            .formatted(Quantity.of(needed));
    if (bytes + 2 * lines < needed) {
      findings.error(
          SOURCE,
          "%s has %s of text, but %s".formatted(file, Quantity.bytes(bytes), needs),
          "use a larger corpus or lower these numbers");
    } else {
      findings.warn(
          "%s: %s has %s of text, about %s tokens, but %s. The study will fail if they do not suffice."
              .formatted(
                  SOURCE,
                  file,
                  Quantity.bytes(bytes),
                  Quantity.of(bytes / USUAL_TOKEN_BYTES),
                  needs));
    }
  }

  /** Splits hold whole windows. */
  private long tokens(long budget) {
    return budget / corpus.contextLength() * corpus.contextLength();
  }
}
