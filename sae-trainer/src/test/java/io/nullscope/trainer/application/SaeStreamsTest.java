package io.nullscope.trainer.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.nullscope.study.Seed;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SaeStreamsTest {

  private final SaeStreams streams = new SaeStreams(new Seed(5), 0);

  @Test
  void anOrderHasEveryRowOnce() {
    for (int size : new int[] {0, 1, 2, 1000}) {
      int[] order = streams.permutation(0, 1, size);

      assertThat(Arrays.stream(order).sorted().toArray())
          .isEqualTo(IntStream.range(0, size).toArray());
    }
    assertThat(streams.permutation(0, 1, 1000)).isNotEqualTo(IntStream.range(0, 1000).toArray());
  }

  @Test
  void ordersDifferByEpochPartAndSeedAndAreRepeatable() {
    List<int[]> orders =
        List.of(
            streams.permutation(0, 1, 1000),
            streams.permutation(1, 1, 1000),
            streams.permutation(0, 2, 1000),
            new SaeStreams(new Seed(5), 1).permutation(0, 1, 1000),
            new SaeStreams(new Seed(6), 0).permutation(0, 1, 1000));

    assertThat(orders.stream().map(Arrays::toString)).doesNotHaveDuplicates();
    assertThat(new SaeStreams(new Seed(5), 0).permutation(1, 1, 1000)).isEqualTo(orders.get(1));
  }

  @Test
  void initialNumbersAreUniformAndDoNotDependOnTheChunks() {
    float[] whole = new float[5000];
    streams.fillInitial(0, whole);
    float[] second = new float[3000];
    streams.fillInitial(2000, second);

    assertThat(second).isEqualTo(Arrays.copyOfRange(whole, 2000, 5000));
    double mean = IntStream.range(0, 5000).mapToDouble(i -> whole[i]).average().orElseThrow();
    assertThat(mean).isBetween(0.48, 0.52);
    for (float value : whole) {
      assertThat(value >= 0 && value <= 1).isTrue();
    }
  }
}
