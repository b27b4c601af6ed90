package io.nullscope.autointerp.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RandomChoiceTest {

  private final RandomGenerator random = new SeededStreams(1).stream("choice");

  @ParameterizedTest
  @ValueSource(longs = {2, 3, 7, 8, 9})
  void drawsEveryNumberBelowTheBoundEquallyOften(long bound) {
    int[] counts = new int[(int) bound];
    for (int i = 0; i < 10_000 * bound; i++) {
      counts[(int) RandomChoice.below(random, bound)]++;
    }
    assertThat(chiSquare(counts, 10_000)).isLessThan(30);
  }

  @Test
  void drawsFromBoundsBeyondTheIntegers() {
    for (long bound : new long[] {Integer.MAX_VALUE + 1L, (1L << 62) + 1, Long.MAX_VALUE}) {
      assertThat(RandomChoice.below(random, bound)).isBetween(0L, bound - 1);
    }
  }

  @Test
  void choosesTheOnlyNumberBelowOneWithoutDrawing() {
    assertThat(
            RandomChoice.below(
                () -> {
                  throw new AssertionError("no draw is needed");
                },
                1))
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void refusesBoundsThatAreNotPositive(long bound) {
    assertThatThrownBy(() -> RandomChoice.below(random, bound))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("positive");
  }

  @Test
  void choosesEverySetEquallyOften() {
    Map<String, Integer> counts = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      counts.merge(Arrays.toString(RandomChoice.distinct(random, 6, 3)), 1, Integer::sum);
    }
    assertThat(counts).hasSize(20);
    assertThat(chiSquare(counts.values().stream().mapToInt(i -> i).toArray(), 1_000))
        .isLessThan(50);
  }

  @Test
  void choosesDistinctNumbersInAscendingOrder() {
    for (int size = 0; size < 60; size++) {
      for (int count = 0; count <= size; count++) {
        long[] chosen = RandomChoice.distinct(random, size, count);
        assertThat(chosen).hasSize(count).isSorted().doesNotHaveDuplicates();
        assertThat(Arrays.stream(chosen).allMatch(number -> number >= 0)).isTrue();
        assertThat(count == 0 || chosen[count - 1] < size).isTrue();
      }
    }
  }

  @Test
  void choosesFromARangeThatNoMemoryHolds() {
    assertThat(RandomChoice.distinct(random, 1L << 60, 50))
        .hasSize(50)
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @Test
  void refusesToChooseMoreThanThereAre() {
    assertThatThrownBy(() -> RandomChoice.distinct(random, 3, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("4 distinct numbers out of 3");
    assertThatThrownBy(() -> RandomChoice.distinct(random, 3, -1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void putsNumbersInEveryOrderEquallyOften() {
    Map<String, Integer> counts = new HashMap<>();
    for (int i = 0; i < 24_000; i++) {
      counts.merge(Arrays.toString(RandomChoice.permutation(random, 4)), 1, Integer::sum);
    }
    assertThat(counts).hasSize(24);
    assertThat(chiSquare(counts.values().stream().mapToInt(i -> i).toArray(), 1_000))
        .isLessThan(56);
    assertThat(RandomChoice.permutation(random, 0)).isEmpty();
  }

  private static double chiSquare(int[] counts, double expected) {
    return Arrays.stream(counts)
        .mapToDouble(count -> (count - expected) * (count - expected) / expected)
        .sum();
  }
}
