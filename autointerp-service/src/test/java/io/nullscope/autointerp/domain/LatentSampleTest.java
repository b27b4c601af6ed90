package io.nullscope.autointerp.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatentSampleTest {

  /**
   * Of 20 latents, the even ones from 4 on fire in five windows, the others in none but latent 1,
   * which fires in one.
   */
  private static FiringCounts counts() {
    FiringCounts.Counter counter = new FiringCounts.Counter(20, new WindowGrid(40, 8, 8));
    counter.add(0, 1, 1);
    for (int window = 0; window < 5; window++) {
      for (int latent = 4; latent < 20; latent += 2) {
        counter.add(8L * window, latent, 1);
      }
    }
    return counter.counts();
  }

  private static LatentSample draw(int size, long seed) {
    return LatentSample.draw(
        counts(), 5, latent -> true, size, new SeededStreams(seed).stream("latent-sample"));
  }

  @Test
  void countsTotalAliveAndEligible() {
    LatentSample sample = draw(3, 0);
    assertThat(sample.total()).isEqualTo(20);
    assertThat(sample.alive()).isEqualTo(9);
    assertThat(sample.eligible()).isEqualTo(8);
  }

  @Test
  void drawsDistinctEligibleLatentsByIndex() {
    for (long seed = 0; seed < 100; seed++) {
      assertThat(draw(3, seed).chosen())
          .hasSize(3)
          .isSorted()
          .doesNotHaveDuplicates()
          .isSubsetOf(4, 6, 8, 10, 12, 14, 16, 18);
    }
  }

  @Test
  void takesAllWhenThereAreNoMore() {
    assertThat(draw(8, 0).chosen()).containsExactly(4, 6, 8, 10, 12, 14, 16, 18);
    assertThat(draw(50, 0).chosen()).containsExactly(4, 6, 8, 10, 12, 14, 16, 18);
  }

  @Test
  void drawsTheSameForTheSameSeed() {
    assertThat(draw(4, 7)).isEqualTo(draw(4, 7));
    assertThat(draw(4, 7).chosen()).isNotEqualTo(draw(4, 8).chosen());
  }

  @Test
  void drawsEveryLatentEquallyOften() {
    int[] drawn = new int[20];
    for (long seed = 0; seed < 8_000; seed++) {
      draw(2, seed).chosen().forEach(latent -> drawn[latent]++);
    }
    for (int latent = 4; latent < 20; latent += 2) {
      // 2,000 expected, standard deviation 39
      assertThat(drawn[latent]).isBetween(1_840, 2_160);
    }
  }

  @Test
  void drawsNoneFromNone() {
    LatentSample sample =
        LatentSample.draw(
            counts(), 6, latent -> true, 3, new SeededStreams(0).stream("latent-sample"));
    assertThat(sample.eligible()).isZero();
    assertThat(sample.chosen()).isEmpty();
  }
}
