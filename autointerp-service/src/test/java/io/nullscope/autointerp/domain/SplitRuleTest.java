package io.nullscope.autointerp.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SplitRuleTest {

  private static final SplitRule DEFAULTS = new SplitRule(40, 50, 50, 0);

  /** Windows {@code from, from + step, …} with the given maxima. */
  private static ActiveWindows active(long from, long step, float... maxima) {
    long[] indices = new long[maxima.length];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = from + i * step;
    }
    return new ActiveWindows(indices, maxima);
  }

  private static float[] randomMaxima(int size, int levels, long seed) {
    var random = new SeededStreams(seed).stream("maxima");
    float[] maxima = new float[size];
    for (int i = 0; i < size; i++) {
      maxima[i] = 1 + RandomChoice.below(random, levels);
    }
    return maxima;
  }

  @ParameterizedTest
  @CsvSource({
    "2, 1, 1",
    "3, 1, 2",
    "11, 5, 6",
    "60, 30, 30",
    "61, 30, 31",
    "80, 40, 40",
    "89, 40, 49",
    "90, 40, 50",
    "5000, 40, 50"
  })
  void sharesOutFewWindowsEvenly(int windows, int explanation, int positives) {
    WindowSplit split =
        DEFAULTS.split(active(0, 1, randomMaxima(windows, 1000, 1)), 20_000, new SeededStreams(1));
    assertThat(split.explanation()).hasSize(explanation);
    assertThat(split.positives()).hasSize(positives);
    assertThat(split.negatives()).hasSize(50);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void refusesTooFewWindowsToSplit(int windows) {
    assertThatThrownBy(
            () -> DEFAULTS.split(active(0, 1, new float[windows]), 100, new SeededStreams(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least two");
  }

  @Test
  void neverUsesAWindowTwice() {
    for (int seed = 0; seed < 300; seed++) {
      var random = new SeededStreams(seed).stream("sizes");
      int size = 2 + (int) RandomChoice.below(random, 150);
      long step = 1 + RandomChoice.below(random, 3);
      ActiveWindows active =
          active(RandomChoice.below(random, 5), step, randomMaxima(size, 1 + seed % 40, seed));
      WindowSplit split = DEFAULTS.split(active, step * size + 5, new SeededStreams(seed));

      Set<Long> used = new HashSet<>();
      for (long window : split.explanation()) {
        assertThat(active.isSilent(window)).isFalse();
        assertThat(used.add(window)).isTrue();
      }
      for (WindowSplit.Test test : split.positives()) {
        assertThat(active.isSilent(test.window())).isFalse();
        assertThat(test.decile()).isBetween(0, 9);
        assertThat(used.add(test.window())).isTrue();
      }
      for (WindowSplit.Test test : split.negatives()) {
        assertThat(active.isSilent(test.window())).isTrue();
        assertThat(test.window()).isBetween(0L, step * size + 4);
        assertThat(test.decile()).isEqualTo(SplitRule.NO_DECILE);
        assertThat(used.add(test.window())).isTrue();
      }
      assertThat(split.explanation()).isNotEmpty();
      assertThat(split.positives()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 100_000})
  void drawsEquallyFromTheDecilesOfTheRest(int levels) {
    float[] maxima = randomMaxima(347, levels, 5);
    ActiveWindows active = active(10, 2, maxima);
    WindowSplit split = DEFAULTS.split(active, 1_000, new SeededStreams(6));

    List<Long> rest = new ArrayList<>();
    for (int i = 0; i < maxima.length; i++) {
      if (!split.explanation().contains(10L + 2 * i)) {
        rest.add(10L + 2 * i);
      }
    }
    // Collections.sort is stable, so equal maxima stay in the order of their windows.
    Collections.sort(rest, Comparator.comparingDouble(window -> maxima[(int) (window - 10) / 2]));
    int[] drawn = new int[10];
    for (WindowSplit.Test test : split.positives()) {
      int rank = rest.indexOf(test.window());
      assertThat(rank)
          .isBetween(rest.size() * test.decile() / 10, rest.size() * (test.decile() + 1) / 10 - 1);
      drawn[test.decile()]++;
    }
    assertThat(drawn).containsOnly(5);
  }

  @Test
  void takesWhatAThinDecileHas() {
    // 25 windows: 12 explain, 13 remain, so deciles hold one or two windows and all of them are
    // tested.
    WindowSplit split =
        DEFAULTS.split(active(0, 1, randomMaxima(25, 100, 2)), 100, new SeededStreams(3));
    assertThat(split.explanation()).hasSize(12);
    assertThat(split.positives()).hasSize(13);
    assertThat(split.positives().stream().map(WindowSplit.Test::decile).distinct()).hasSize(10);
  }

  @Test
  void hasNoNegativesForALatentThatFiresEverywhere() {
    WindowSplit split =
        DEFAULTS.split(active(0, 1, randomMaxima(200, 9, 1)), 200, new SeededStreams(1));
    assertThat(split.negatives()).isEmpty();
    assertThat(split.positives()).hasSize(50);
  }

  @Test
  void takesEverySilentWindowWhenThereAreFew() {
    WindowSplit split =
        DEFAULTS.split(active(0, 2, randomMaxima(30, 9, 1)), 60, new SeededStreams(1));
    assertThat(split.negatives().stream().map(WindowSplit.Test::window))
        .hasSize(30)
        .allMatch(window -> window % 2 == 1)
        .doesNotHaveDuplicates();
  }

  @Test
  void explainsWithRandomWindowsRatherThanTheStrongest() {
    float[] ascending = new float[100];
    for (int i = 0; i < ascending.length; i++) {
      ascending[i] = i + 1;
    }
    int[] chosen = new int[100];
    for (int seed = 0; seed < 3_000; seed++) {
      new SplitRule(20, 10, 10, 0)
          .split(active(0, 1, ascending), 200, new SeededStreams(seed))
          .explanation()
          .forEach(window -> chosen[window.intValue()]++);
    }
    for (int count : chosen) {
      // 600 expected, standard deviation 22
      assertThat(count).isBetween(480, 720);
    }
  }

  @Test
  void drawsNegativesUniformlyFromTheSilentWindows() {
    ActiveWindows active = active(5, 3, randomMaxima(20, 9, 1));
    int[] chosen = new int[80];
    for (int seed = 0; seed < 3_000; seed++) {
      new SplitRule(5, 10, 12, 0)
          .split(active, 80, new SeededStreams(seed))
          .negatives()
          .forEach(test -> chosen[(int) test.window()]++);
    }
    for (int window = 0; window < 80; window++) {
      if (!active.isSilent(window)) {
        assertThat(chosen[window]).isZero();
      } else {
        // 600 expected, standard deviation 22
        assertThat(chosen[window]).isBetween(480, 720);
      }
    }
  }

  @Test
  void splitsTheSameForTheSameSeed() {
    ActiveWindows active = active(0, 2, randomMaxima(300, 9, 1));
    assertThat(DEFAULTS.split(active, 900, new SeededStreams(4)))
        .isEqualTo(DEFAULTS.split(active, 900, new SeededStreams(4)));
    assertThat(DEFAULTS.split(active, 900, new SeededStreams(4)))
        .isNotEqualTo(DEFAULTS.split(active, 900, new SeededStreams(5)));
  }

  @Test
  void drawsEachPartIndependentlyOfTheSizeOfTheOthers() {
    ActiveWindows active = active(0, 2, randomMaxima(300, 9, 1));
    WindowSplit few = new SplitRule(40, 10, 10, 0).split(active, 900, new SeededStreams(4));
    WindowSplit many = new SplitRule(40, 100, 10, 0).split(active, 900, new SeededStreams(4));
    assertThat(few.explanation()).isEqualTo(many.explanation());
    assertThat(few.negatives()).isEqualTo(many.negatives());
  }

  @ParameterizedTest
  @CsvSource({"0, 50, 50", "40, 0, 50", "40, 5, 50", "40, 55, 50", "40, -10, 50", "40, 50, 0"})
  void refusesPartsThatCannotBeFilled(int explanation, int positives, int negatives) {
    assertThatThrownBy(() -> new SplitRule(explanation, positives, negatives, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
