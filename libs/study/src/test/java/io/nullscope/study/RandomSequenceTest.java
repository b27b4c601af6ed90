package io.nullscope.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RandomSequenceTest {
  private final RandomStream stream = new Seed(1).stream("sequence");

  @Test
  void startsAgainEachTime() {
    long[] once = longs(stream.sequence());
    long[] again = longs(stream.sequence());

    assertThat(once).isEqualTo(again).doesNotHaveDuplicates();
  }

  @Test
  void isNotTheIndexedNumbers() {
    assertThat(stream.sequence().nextDouble()).isNotEqualTo(stream.uniform(0));
  }

  @Test
  void boundedNumbersAreEquallyLikely() {
    RandomSequence sequence = stream.sequence();
    int[] counts = new int[7];
    for (int i = 0; i < 70_000; i++) {
      counts[sequence.nextInt(7)]++;
    }

    assertThat(IntStream.of(counts).boxed())
        .allSatisfy(count -> assertThat(count).isBetween(9_600, 10_400));
  }

  @Test
  void largeBoundsAreUnbiased() {
    // Without rejection, the lower half of this range would come up twice as often as the upper.
    long bound = (1L << 62) + (1L << 61);
    RandomSequence sequence = stream.sequence();
    double low =
        IntStream.range(0, 20_000).filter(i -> sequence.nextLong(bound) < bound / 2).count();

    assertThat(low / 20_000).isCloseTo(0.5, within(0.015));
  }

  @Test
  void smallestAndLargestBounds() {
    RandomSequence sequence = stream.sequence();

    assertThat(sequence.nextBelow(1)).isZero();
    assertThat(sequence.nextBelow(Long.MAX_VALUE)).isBetween(0L, Long.MAX_VALUE - 1);
    assertThat(sequence.nextBelow(1L << 62)).isBetween(0L, (1L << 62) - 1);
    assertThatThrownBy(() -> sequence.nextBelow(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> sequence.nextInt(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void everyOrderIsEquallyLikely() {
    RandomSequence sequence = stream.sequence();
    Map<String, Integer> counts = new HashMap<>();
    for (int i = 0; i < 24_000; i++) {
      int[] values = {1, 2, 3, 4};
      sequence.shuffle(values);
      counts.merge(Arrays.toString(values), 1, Integer::sum);
    }

    assertThat(counts).hasSize(24);
    assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(860, 1140));
  }

  @Test
  void samplesWithoutReplacement() {
    RandomSequence sequence = stream.sequence();
    int[] counts = new int[10];
    for (int i = 0; i < 20_000; i++) {
      int[] sample = sequence.sample(10, 3);
      assertThat(sample).hasSize(3).doesNotHaveDuplicates();
      IntStream.of(sample).forEach(value -> counts[value]++);
    }

    assertThat(IntStream.of(counts).boxed())
        .allSatisfy(count -> assertThat(count).isBetween(5_700, 6_300));
    assertThat(sequence.sample(5, 5)).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
    assertThat(sequence.sample(5, 0)).isEmpty();
    assertThatThrownBy(() -> sequence.sample(5, 6)).hasMessageContaining("without replacement");
  }

  @Test
  void gaussiansAreQuantilesOfUniforms() {
    assertThat(stream.sequence().nextGaussian())
        .isEqualTo(NormalQuantile.of(stream.sequence().nextDouble()));
    assertThat(stream.sequence().nextInt()).isEqualTo((int) (stream.sequence().nextLong() >>> 32));
  }

  private static long[] longs(RandomSequence sequence) {
    return LongStream.generate(sequence::nextLong).limit(1000).toArray();
  }
}
