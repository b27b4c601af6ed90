package io.nullscope.autointerp.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FuzzingHighlightsTest {

  private static final Window SILENT = new Window(new int[8], new float[8], 0, 0);

  private static List<Integer> highlights(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  @Test
  void highlightsTokensFromThreeTenthsOfTheMaximumOn() {
    assertThat(
            FuzzingHighlights.ofPositive(
                new Window(new int[6], new float[] {0, 10, 3, 2.99f, 3.01f, 0}, 0, 0)))
        .containsExactly(1, 2, 4);
  }

  @Test
  void alwaysHighlightsTheMaximum() {
    for (float max : new float[] {Float.MIN_VALUE, 1e-30f, 0.7f, 1e30f, Float.MAX_VALUE}) {
      assertThat(FuzzingHighlights.ofPositive(new Window(new int[2], new float[] {0, max}, 0, 0)))
          .containsExactly(1);
    }
  }

  @Test
  void highlightsAllOfAFlatWindow() {
    assertThat(FuzzingHighlights.ofPositive(new Window(new int[3], new float[] {2, 2, 2}, 0, 0)))
        .containsExactly(0, 1, 2);
  }

  @Test
  void refusesASilentWindow() {
    assertThatThrownBy(() -> FuzzingHighlights.ofPositive(SILENT))
        .hasMessageContaining("is silent");
  }

  @Test
  void givesNegativesTheCountsOfThePositives() {
    List<List<Integer>> positives =
        List.of(highlights(1), highlights(2), highlights(3), highlights(8));
    for (int seed = 0; seed < 50; seed++) {
      var negatives =
          FuzzingHighlights.ofNegatives(
              positives, Collections.nCopies(8, SILENT), new SeededStreams(seed));
      assertThat(negatives.stream().limit(4).map(List::size)).containsExactlyInAnyOrder(1, 2, 3, 8);
      assertThat(negatives.stream().skip(4).map(List::size)).containsExactlyInAnyOrder(1, 2, 3, 8);
    }
  }

  @Test
  void matchesFewNegativesWithAnyPositive() {
    List<List<Integer>> positives = List.of(highlights(1), highlights(2), highlights(3));
    var counts = new HashSet<Integer>();
    for (int seed = 0; seed < 50; seed++) {
      counts.add(
          FuzzingHighlights.ofNegatives(positives, List.of(SILENT), new SeededStreams(seed))
              .get(0)
              .size());
    }
    assertThat(counts).containsExactlyInAnyOrder(1, 2, 3);
  }

  @Test
  void drawsPositionsAnewForEachWindow() {
    int[] drawn = new int[8];
    var negatives =
        FuzzingHighlights.ofNegatives(
            List.of(highlights(2)), Collections.nCopies(4_000, SILENT), new SeededStreams(1));
    for (List<Integer> highlighted : negatives) {
      assertThat(highlighted).hasSize(2).isSorted().doesNotHaveDuplicates();
      highlighted.forEach(position -> drawn[position]++);
    }
    for (int count : drawn) {
      // 1,000 expected, standard deviation 27
      assertThat(count).isBetween(880, 1_120);
    }
    assertThat(new HashSet<>(negatives)).hasSize(28);
  }

  @Test
  void needsNoNegatives() {
    assertThat(
            FuzzingHighlights.ofNegatives(List.of(highlights(2)), List.of(), new SeededStreams(1)))
        .isEmpty();
  }
}
