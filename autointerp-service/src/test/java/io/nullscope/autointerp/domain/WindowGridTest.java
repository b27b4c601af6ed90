package io.nullscope.autointerp.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowGridTest {

  private final ArrayCorpus corpus = ArrayCorpus.uniform(4 * 12, 12, 50, 7, 3);
  private final WindowGrid grid = WindowGrid.over(corpus, 4);

  @ParameterizedTest
  @CsvSource({"5, 12", "0, 12", "24, 12", "-4, 12", "4, 0"})
  void refusesWindowsThatDoNotTileAContext(int windowLength, int contextLength) {
    assertThatThrownBy(() -> new WindowGrid(48, contextLength, windowLength))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("do not tile");
  }

  @Test
  void refusesACorpusOfPartialContexts() {
    assertThatThrownBy(() -> new WindowGrid(47, 12, 4)).hasMessageContaining("whole contexts");
  }

  @Test
  void putsEveryTokenIntoOneWindowOfOneContext() {
    int[] tokensIn = new int[(int) grid.count()];
    for (long position = 0; position < corpus.tokens(); position++) {
      long window = grid.indexOf(position);
      tokensIn[(int) window]++;
      assertThat(position - grid.start(window)).isBetween(0L, 3L);
      assertThat(grid.start(window) / 12)
          .as("context of the window's first token")
          .isEqualTo(position / 12);
    }
    assertThat(tokensIn).hasSize(12).containsOnly(4);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 48})
  void refusesTokensOutsideTheCorpus(long position) {
    assertThatThrownBy(() -> grid.indexOf(position))
        .hasMessageContaining("outside the corpus of 48 tokens");
  }

  @Test
  void separatesNeighboursAcrossAContextBoundary() {
    LatentActivations activations = new LatentActivations.Builder(0).add(11, 2).add(12, 3).build();
    ActiveWindows active = grid.activeWindows(activations);
    assertThat(active.size()).isEqualTo(2);
    Window last = grid.cut(corpus, activations, active.index(0));
    Window first = grid.cut(corpus, activations, active.index(1));
    assertThat(last.start()).isEqualTo(8);
    assertThat(last.activations()).containsExactly(0, 0, 0, 2);
    assertThat(first.start()).isEqualTo(12);
    assertThat(first.activations()).containsExactly(3, 0, 0, 0);
  }

  @Test
  void cutsTokensAndTheDocumentOfTheFirst() {
    Window window = grid.cut(corpus, new LatentActivations.Builder(0).build(), 1);
    assertThat(window.tokenIds())
        .containsExactly(
            corpus.tokenId(4), corpus.tokenId(5), corpus.tokenId(6), corpus.tokenId(7));
    assertThat(corpus.documentId(4)).isZero();
    assertThat(corpus.documentId(7)).isEqualTo(1);
    assertThat(window.document()).isZero();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.01, 0.2, 0.9, 1})
  void agreesWithADenseOracle(double density) {
    var random = new SeededStreams(9).stream("density" + density);
    float[] dense = new float[48];
    LatentActivations.Builder builder = new LatentActivations.Builder(0);
    TreeMap<Long, Float> maxima = new TreeMap<>();
    for (int i = 0; i < dense.length; i++) {
      if (random.nextDouble() < density) {
        dense[i] = random.nextFloat() + 0.01f;
        builder.add(i, dense[i]);
        maxima.merge((long) i / 4, dense[i], Math::max);
      }
    }
    LatentActivations activations = builder.build();
    ActiveWindows active = grid.activeWindows(activations);
    assertThat(active.size()).isEqualTo(maxima.size());
    int i = 0;
    for (var entry : maxima.entrySet()) {
      assertThat(active.index(i)).isEqualTo(entry.getKey());
      assertThat(active.max(i++)).isEqualTo(entry.getValue());
    }
    for (int window = 0; window < 12; window++) {
      assertThat(active.isSilent(window)).isEqualTo(!maxima.containsKey((long) window));
      Window cut = grid.cut(corpus, activations, window);
      for (int j = 0; j < 4; j++) {
        assertThat(cut.activation(j)).isEqualTo(dense[4 * window + j]);
        assertThat(cut.tokenId(j)).isEqualTo(corpus.tokenId(4 * window + j));
      }
    }
  }

  @Test
  void findsSilentWindowsByRank() {
    var random = new SeededStreams(2).stream("silent");
    for (int repeat = 0; repeat < 200; repeat++) {
      LatentActivations.Builder builder = new LatentActivations.Builder(0);
      double density = random.nextDouble();
      for (int window = 0; window < 12; window++) {
        if (random.nextDouble() < density) {
          builder.add(4 * window, 1);
        }
      }
      ActiveWindows active = grid.activeWindows(builder.build());
      long rank = 0;
      for (int window = 0; window < 12; window++) {
        if (active.isSilent(window)) {
          assertThat(active.silentWindow(rank++)).isEqualTo(window);
        }
      }
    }
  }
}
