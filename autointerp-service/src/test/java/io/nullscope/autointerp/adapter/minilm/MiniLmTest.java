package io.nullscope.autointerp.adapter.minilm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class MiniLmTest {

  /** Largest error of a cosine by weights and activations of 8 bits; see docs/numerics.md. */
  private static final double QUANTISATION = 0.05;

  private static final MiniLm MODEL = new MiniLm();

  @AfterAll
  static void close() {
    MODEL.close();
  }

  private static double cosine(float[] a, float[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> (double) a[i] * b[i]).sum();
  }

  @Test
  void cosinesAreThoseOfTheFloatModelUpToQuantisation() throws Exception {
    List<String> lines;
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                MiniLmTest.class.getResourceAsStream("cosines.tsv"), StandardCharsets.UTF_8))) {
      lines = reader.lines().toList();
    }
    assertThat(lines).hasSizeGreaterThan(10);
    for (String line : lines) {
      String[] fields = line.split("\t");
      float[][] rows = MODEL.embed(List.of(fields[1], fields[2]));
      assertThat(cosine(rows[0], rows[1]))
          .as(line)
          .isCloseTo(Double.parseDouble(fields[0]), within(QUANTISATION));
    }
  }

  @Test
  void rowsHaveUnitLengthAndDoNotDependOnTheirNeighboursOrTheThread() {
    List<String> texts = List.of(" Paris is a city", "", " x = y + 1;\n", "long ".repeat(600));
    float[][] together = MODEL.embed(texts);
    for (float[] row : together) {
      assertThat(row).hasSize(384);
      assertThat(cosine(row, row)).isCloseTo(1, within(1e-6));
    }
    IntStream.range(0, 40)
        .parallel()
        .forEach(
            i -> assertThat(MODEL.embed(List.of(texts.get(i % 4)))[0]).isEqualTo(together[i % 4]));
  }

  @Test
  void cutsTextsOfMoreThan256WordPieces() {
    // [CLS], 254 words, [SEP].
    String full = String.join(" ", Collections.nCopies(254, "word"));
    float[][] rows = MODEL.embed(List.of(full, full + " king", full.substring(5)));
    assertThat(rows[1]).isEqualTo(rows[0]);
    assertThat(rows[2]).isNotEqualTo(rows[0]);
  }

  @Test
  void refusesTextsOnceClosed() {
    MiniLm closed = new MiniLm();
    closed.embed(List.of("open"));
    closed.close();
    closed.close();
    assertThatThrownBy(() -> closed.embed(List.of("text")))
        .isInstanceOf(CancellationException.class)
        .hasMessageContaining("the service is stopping");
  }

  @Test
  void closesWithoutHavingBeenLoaded() {
    MiniLm unused = new MiniLm();
    unused.close();
  }

  @Test
  void itsNameHasTheDigestOfTheModel() throws Exception {
    byte[] digest =
        MessageDigest.getInstance("SHA-256")
            .digest(SentenceEncoder.resource(SentenceEncoder.MODEL_RESOURCE));
    assertThat(MiniLm.MODEL).endsWith("/" + HexFormat.of().formatHex(digest).substring(0, 12));
  }
}
