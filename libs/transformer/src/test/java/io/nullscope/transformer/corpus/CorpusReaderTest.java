package io.nullscope.transformer.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CorpusReaderTest {

  @Test
  void readsOneDocumentPerJsonLine() throws IOException {
    String lines =
        """
        {"text": "One day, a \\"girl\\"\\nwent out.", "id": 7}

        {"title": {"text": "no"}, "text": "Two 🙂"}
        {"text": "  "}
        {"text": "Three"}""";
    assertThat(read("stories.jsonl", lines))
        .containsExactly(
            new Document(0, "One day, a \"girl\"\nwent out."),
            new Document(1, "Two 🙂"),
            new Document(2, "Three"));
  }

  @Test
  void readsOneDocumentPerLineOfText() throws IOException {
    assertThat(read("stories.txt", "one day\r\n\n\n  \nnext: {\"text\": 1}\nlast\n"))
        .extracting(Document::text)
        .containsExactly("one day", "next: {\"text\": 1}", "last");
  }

  @Test
  void linesOfWindowsAreTheSameDocuments() throws IOException {
    for (String name : List.of("stories.txt", "stories.jsonl")) {
      String lines =
          name.endsWith("txt") ? "one\ntwo \n\nlast" : "{\"text\": \"one\"}\n\n{\"text\": \"two\"}";
      assertThat(read(name, "\uFEFF" + lines.replace("\n", "\r\n")))
          .isEqualTo(read(name, lines))
          .noneMatch(document -> document.text().contains("\r"));
    }
    assertThat(read("stories.txt", "one\r\ntwo\r"))
        .extracting(Document::text)
        .containsExactly("one", "two");
  }

  @Test
  void aNullTextIsSkippedAndCountedAsABlankOneIs() throws IOException {
    String lines =
        """
        {"text": null}
        {"text": "One"}

        {"text": " "}
        {"text": "Two"}
        """;
    try (CorpusReader reader = open("stories.jsonl", lines.getBytes(StandardCharsets.UTF_8))) {
      List<Document> documents = new ArrayList<>();
      reader.forEachRemaining(documents::add);
      assertThat(documents).containsExactly(new Document(0, "One"), new Document(1, "Two"));
      assertThat(reader.skipped()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "a\\ud83d b \\ud83d\\ude42,a\uFFFD b \uD83D\uDE42",
    "\\ude42\\ud83d\\ude42\\ud83d,\uFFFD\uD83D\uDE42\uFFFD",
    "\\ude42\\ud83d,\uFFFD\uFFFD",
    "\uD83D\uDE42\\udcff,\uD83D\uDE42\uFFFD"
  })
  void onlyTheHalfPairIsReplaced(String escaped, String text) throws IOException {
    assertThat(read("a.jsonl", "{\"text\": \"" + escaped + "\"}"))
        .containsExactly(new Document(0, text));
  }

  @ParameterizedTest
  @CsvSource({"a.jsonl", "a.txt", "a.txt.gz"})
  void namesAPointerOfGitLfs(String name) {
    String pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n";
    assertThatThrownBy(() -> open(name, pointer.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(InvalidCorpusException.class)
        .hasMessageStartingWith(name + " is a Git LFS pointer")
        .hasMessageContaining("git lfs pull");
  }

  @Test
  void anEmptyFileHasNoDocuments() throws IOException {
    assertThat(read("stories.jsonl", "")).isEmpty();
    assertThat(read("stories.txt", "\n\n")).isEmpty();
    CorpusReader empty = open("stories.txt", new byte[0]);
    assertThatThrownBy(empty::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void readsTheFieldItIsTold() throws IOException {
    byte[] line = "{\"raw_content\": \"x\", \"text\": \"y\"}\n".getBytes(StandardCharsets.UTF_8);
    try (CorpusReader reader =
        CorpusReader.open("a.jsonl", "raw_content", () -> new ByteArrayInputStream(line))) {
      assertThat(reader.next().text()).isEqualTo("x");
    }
  }

  @Test
  void skipsTheByteOrderMark() throws IOException {
    assertThat(read("stories.jsonl", "\uFEFF{\"text\": \"x\"}"))
        .containsExactly(new Document(0, "x"));
  }

  @Test
  void readsCompressedFiles() throws IOException {
    byte[] plain = "{\"text\": \"x\"}\n{\"text\": \"y\"}\n".getBytes(StandardCharsets.UTF_8);
    assertThat(read(open("stories.jsonl.gz", gzip(plain))))
        .extracting(Document::text)
        .containsExactly("x", "y");
    assertThat(read(open("stories.txt.gz", gzip(plain)))).hasSize(2);
  }

  @Test
  void linesMayBeLongerThanTheBuffer() throws IOException {
    String longText = "word ".repeat(100_000);
    assertThat(read("a.jsonl", "{\"text\": \"" + longText + "\"}\n{\"text\": \"x\"}"))
        .extracting(Document::text)
        .containsExactly(longText, "x");
  }

  @Test
  void readsOnlyAsFarAsAsked() throws IOException {
    InputStream endless =
        new InputStream() {
          private int at;
          private final byte[] line = "{\"text\": \"x\"}\n".getBytes(StandardCharsets.UTF_8);

          @Override
          public int read() {
            return line[at++ % line.length];
          }
        };
    try (CorpusReader reader = CorpusReader.open("a.jsonl", "text", () -> endless)) {
      for (int i = 0; i < 10_000; i++) {
        assertThat(reader.next().id()).isEqualTo(i);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"title\": \"t\", \"body\": \"b\"} | a.jsonl, line 2 has no field \"text\"; it has \"title\", \"body\". Set corpus.textField to the field that holds the text",
        "{} | a.jsonl, line 2 has no field \"text\"; it has no fields.",
        "{\"text\": 3} | a.jsonl, line 2: the field \"text\" is a number, expected a string",
        "{\"text\": [\"a\"]} | a.jsonl, line 2: the field \"text\" is an array, expected a string",
        "[\"text\"] | a.jsonl, line 2 is an array, expected a JSON object with the field \"text\"",
        "\"text\" | a.jsonl, line 2 is a string, expected a JSON object with the field \"text\"",
        "{\"text\": \"a | a.jsonl, line 2 is not valid JSON: ",
        "plain words | a.jsonl, line 2 is not valid JSON: ",
        "{\"text\": \"a\"} {\"text\": \"b\"} | a.jsonl, line 2 is not valid JSON: ",
        "{\"text\": \"a\", \"text\": \"b\"} | a.jsonl, line 2 is not valid JSON: Duplicate field 'text'",
      })
  void explainsWhatIsWrongWithALine(String line, String message) {
    assertThatThrownBy(() -> read("a.jsonl", "{\"text\": \"fine\"}\n" + line + "\n"))
        .isInstanceOf(InvalidCorpusException.class)
        .hasMessageContaining(message);
  }

  @Test
  void listsAtMostADozenFields() {
    StringBuilder fields = new StringBuilder("{\"" + "f".repeat(50) + "\": 1");
    for (int i = 1; i < 20; i++) {
      fields.append(", \"f").append(i).append("\": 1");
    }
    assertThatThrownBy(() -> read("a.jsonl", fields + "}"))
        .hasMessageContaining("\"" + "f".repeat(40) + "…\"")
        .hasMessageContaining("\"f11\" and 8 more");
  }

  @Test
  void refusesBytesThatAreNotUtf8() {
    byte[] bytes = "good\nb\u00E4d\n".getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> read(open("a.txt", bytes)))
        .isInstanceOf(InvalidCorpusException.class)
        .hasMessage("a.txt, line 2 is not UTF-8 text; convert the file to UTF-8");
  }

  @Test
  void refusesLinesWithoutEnd() {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 'a';
          }

          @Override
          public int read(byte[] buffer, int from, int length) {
            Arrays.fill(buffer, from, from + length, (byte) 'a');
            return length;
          }
        };
    assertThatThrownBy(() -> read(CorpusReader.open("a.txt", "text", () -> endless)))
        .isInstanceOf(InvalidCorpusException.class)
        .hasMessage("a.txt, line 1 is longer than 67108864 bytes; put one document on each line");
  }

  @Test
  void refusesUnknownForms() {
    assertThatThrownBy(() -> open("a.parquet", new byte[0]))
        .isInstanceOf(InvalidCorpusException.class)
        .hasMessage(
            "a.parquet has an unknown form; a corpus is .jsonl or .txt, either with .gz behind it");
  }

  @Test
  void refusesDamagedCompression() throws IOException {
    AtomicBoolean closed = new AtomicBoolean();
    InputStream notCompressed =
        new ByteArrayInputStream("plain".getBytes(StandardCharsets.UTF_8)) {
          @Override
          public void close() {
            closed.set(true);
          }
        };
    assertThatThrownBy(() -> CorpusReader.open("a.txt.gz", "text", () -> notCompressed))
        .isInstanceOf(InvalidCorpusException.class)
        .hasMessageStartingWith("a.txt.gz is not a gzip file, as its ending says: ");
    assertThat(closed).isTrue();

    byte[] whole = gzip("line\n".repeat(1000).getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> read(open("a.txt.gz", Arrays.copyOf(whole, whole.length / 2))))
        .isInstanceOf(InvalidCorpusException.class)
        .hasMessageStartingWith("a.txt.gz is damaged after line ")
        .hasMessageEndingWith("copy or download it again");
  }

  @Test
  void passesOnWhatTheSourceSays() {
    InputStream failing =
        new InputStream() {
          private int left = 100_000;

          @Override
          public int read() throws IOException {
            if (left == 0) {
              throw new IOException("the network is gone");
            }
            left--;
            return 'a';
          }
        };
    assertThatThrownBy(() -> read(CorpusReader.open("a.txt", "text", () -> failing)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("the network is gone");
  }

  private static List<Document> read(String name, String content) throws IOException {
    return read(open(name, content.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<Document> read(CorpusReader opened) throws IOException {
    List<Document> documents = new ArrayList<>();
    try (CorpusReader reader = opened) {
      reader.forEachRemaining(documents::add);
    }
    return documents;
  }

  private static CorpusReader open(String name, byte[] content) throws IOException {
    return CorpusReader.open(name, "text", () -> new ByteArrayInputStream(content));
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(plain);
    }
    return out.toByteArray();
  }
}
