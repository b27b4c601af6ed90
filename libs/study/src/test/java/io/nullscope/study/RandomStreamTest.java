package io.nullscope.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RandomStreamTest {
  private static final int COUNT = 1_000_000;

  private final RandomStream stream = new Seed(42).stream("test");

  /** Every artifact hangs on these: a change is a change of the format of all of them. */
  @Test
  void valuesArePinned() {
    assertThat(List.of(stream.uniform(0), stream.uniform(1), stream.uniform(1L << 40)))
        .containsExactly(0.6908022147820975, 0.14043451324834966, 0.4251147225541231);
    assertThat(List.of(stream.gaussian(0), stream.gaussian(1)))
        .containsExactly(0.49812552537041077, -1.0783691997903708);
    RandomSequence sequence = stream.sequence();
    assertThat(List.of(sequence.nextLong(), sequence.nextBelow(1000), sequence.nextBelow(1000)))
        .containsExactly(7001847968717318158L, 548L, 304L);
  }

  /**
   * Written out by hand: SHA-256 of (8 bytes of root, name) gives the key; counter (0, 0, 0, 0) the
   * first two values.
   */
  @Test
  void theStreamIsPhiloxUnderAHashedKey() {
    byte[] hash = Sha256.of(new byte[] {0, 0, 0, 0, 0, 0, 0, 42, 't', 'e', 's', 't'});
    int key0 =
        (hash[0] & 0xff) << 24 | (hash[1] & 0xff) << 16 | (hash[2] & 0xff) << 8 | hash[3] & 0xff;
    int key1 =
        (hash[4] & 0xff) << 24 | (hash[5] & 0xff) << 16 | (hash[6] & 0xff) << 8 | hash[7] & 0xff;
    long[] bits = new long[2];
    Philox.block(key0, key1, 0, 0, 0, 0, bits, 0);

    assertThat(stream.uniform(0)).isEqualTo(((bits[0] >>> 12) + 0.5) / (1L << 52));
    assertThat(stream.uniform(1)).isEqualTo(((bits[1] >>> 12) + 0.5) / (1L << 52));
  }

  @Test
  void uniformsNeverReachTheEnds() {
    assertThat(RandomStream.toUniform(0)).isEqualTo(0x1p-53);
    assertThat(RandomStream.toUniform(-1L)).isEqualTo(1 - 0x1p-53).isLessThan(1);
    assertThat(NormalQuantile.of(RandomStream.toUniform(-1L)))
        .isEqualTo(-NormalQuantile.of(RandomStream.toUniform(0)))
        .isCloseTo(8.209536151601387, within(1e-12));
  }

  @Test
  void uniformsAreUniform() {
    int[] bins = new int[100];
    for (int i = 0; i < COUNT; i++) {
      bins[(int) (stream.uniform(i) * bins.length)]++;
    }

    // Chi-squared with 99 degrees of freedom: mean 99, standard deviation 14.
    double expected = (double) COUNT / bins.length;
    double chiSquared =
        IntStream.of(bins).mapToDouble(n -> (n - expected) * (n - expected) / expected).sum();
    assertThat(chiSquared).isBetween(99 - 4 * 14.0, 99 + 4 * 14.0);
  }

  @Test
  void gaussiansHaveTheRightMoments() {
    double[] sums = new double[5];
    for (int i = 0; i < COUNT; i++) {
      double z = stream.gaussian(i);
      for (int power = 1; power <= 4; power++) {
        sums[power] += Math.pow(z, power);
      }
    }

    // Four standard errors: variance of z^p is E[z^2p] - E[z^p]^2 = 1, 2, 15, 96.
    assertThat(sums[1] / COUNT).isCloseTo(0, within(4 * Math.sqrt(1.0 / COUNT)));
    assertThat(sums[2] / COUNT).isCloseTo(1, within(4 * Math.sqrt(2.0 / COUNT)));
    assertThat(sums[3] / COUNT).isCloseTo(0, within(4 * Math.sqrt(15.0 / COUNT)));
    assertThat(sums[4] / COUNT).isCloseTo(3, within(4 * Math.sqrt(96.0 / COUNT)));
  }

  @Test
  void neighboursAreUncorrelated() {
    double[] sums = new double[4];
    for (int i = 0; i < COUNT; i++) {
      for (int lag = 1; lag <= 3; lag++) {
        sums[lag] += stream.gaussian(i) * stream.gaussian(i + (long) lag);
      }
    }

    for (int lag = 1; lag <= 3; lag++) {
      assertThat(sums[lag] / COUNT).isCloseTo(0, within(4 * Math.sqrt(1.0 / COUNT)));
    }
  }

  @Test
  void streamsAreIndependent() {
    List<RandomStream> others =
        List.of(
            new Seed(43).stream("test"),
            new Seed(42).stream("tesu"),
            new Seed(42).stream("test/0"),
            new Seed(42).stream(""),
            new Seed(-42).stream("test"));

    for (RandomStream other : others) {
      double sum = 0;
      for (int i = 0; i < COUNT / 4; i++) {
        sum += stream.gaussian(i) * other.gaussian(i);
      }
      assertThat(sum / (COUNT / 4)).isCloseTo(0, within(4 * Math.sqrt(4.0 / COUNT)));
    }
  }

  @Test
  void rootAndNameDoNotRunTogether() {
    Set<Double> first = new HashSet<>();
    for (long root = 0; root < 100; root++) {
      for (String name : List.of("a", "b", "\u0000a", "aa")) {
        first.add(new Seed(root).stream(name).uniform(0));
      }
    }

    assertThat(first).hasSize(400);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 1023, 1024, (1L << 33) - 5, (1L << 40) + 1})
  void fillsWithTheSameNumbersFromAnyStart(long from) {
    float[] out = new float[2500];

    stream.fillGaussian(from, out, 0.5, 2);

    for (int i = 0; i < out.length; i++) {
      assertThat(out[i]).isEqualTo((float) (0.5 + 2 * stream.gaussian(from + i)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 510, 511, 512, 513, 1023, 1025})
  void fillsAnyLengthFromOddAndEvenStarts(int length) {
    for (long from = 6; from < 8; from++) {
      float[] out = new float[length];

      stream.fillGaussian(from, out, 0, 1);

      for (int i = 0; i < length; i++) {
        assertThat(out[i]).isEqualTo((float) stream.gaussian(from + i));
      }
    }
  }

  @Test
  void fillsARange() {
    float[] out = new float[10];

    stream.fillGaussian(7, out, 3, 4, 0, 1);

    assertThat(out).startsWith(0, 0, 0).endsWith(0, 0, 0);
    assertThat(out[3]).isEqualTo((float) stream.gaussian(7));
    assertThat(out[6]).isEqualTo((float) stream.gaussian(10));
    assertThatThrownBy(() -> stream.fillGaussian(0, out, 8, 3, 0, 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void aZeroSpreadGivesTheMean() {
    float[] out = new float[5];

    stream.fillGaussian(0, out, 1.25, 0);

    assertThat(out).containsOnly(1.25f);
  }
}
