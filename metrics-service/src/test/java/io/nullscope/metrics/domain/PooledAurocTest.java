package io.nullscope.metrics.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class PooledAurocTest {

  static List<LatentExamples> latents(int count, int levels, RandomGenerator random) {
    List<LatentExamples> latents = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      latents.add(
          new LatentExamples(
              AurocTest.tiedScores(random.nextInt(6), levels, random),
              AurocTest.tiedScores(random.nextInt(6), levels, random)));
    }
    return latents;
  }

  /** Pools the scores of the latents, each as often as asked, and counts pairs. */
  static double oracle(List<LatentExamples> latents, int[] multiplicities) {
    DoubleStream positives = DoubleStream.empty();
    DoubleStream negatives = DoubleStream.empty();
    for (int i = 0; i < multiplicities.length; i++) {
      for (int times = 0; times < multiplicities[i]; times++) {
        positives = DoubleStream.concat(positives, Arrays.stream(latents.get(i).positives()));
        negatives = DoubleStream.concat(negatives, Arrays.stream(latents.get(i).negatives()));
      }
    }
    return AurocTest.oracle(positives.toArray(), negatives.toArray());
  }

  @Test
  void resamplesLikePoolingAgain() {
    RandomGenerator random = new SplitMix(5);
    for (int levels : new int[] {1, 2, 4, 1_000_000}) {
      List<LatentExamples> latents = latents(12, levels, random);
      PooledAuroc pooled = new PooledAuroc(latents);
      int[] multiplicities = new int[latents.size()];
      for (int round = 0; round < 20; round++) {
        ClusterBootstrap.draw(multiplicities, random);
        assertThat(pooled.resampled(multiplicities))
            .isCloseTo(oracle(latents, multiplicities), within(1e-12));
      }
      Arrays.fill(multiplicities, 1);
      assertThat(pooled.value()).isCloseTo(oracle(latents, multiplicities), within(1e-12));
    }
  }

  @Test
  void undecidedExamplesTieWithEverything() {
    RandomGenerator random = new SplitMix(9);
    // An undecided positive is as good as one half win and one half loss against every negative.
    List<LatentExamples> latents = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      latents.add(
          new LatentExamples(
              AurocTest.tiedScores(random.nextInt(5), 3, random),
              AurocTest.tiedScores(random.nextInt(5), 3, random),
              random.nextInt(3),
              random.nextInt(3)));
    }
    PooledAuroc pooled = new PooledAuroc(latents);
    int[] multiplicities = new int[latents.size()];
    for (int round = 0; round < 20; round++) {
      ClusterBootstrap.draw(multiplicities, random);
      double wins = 0;
      double pairs = 0;
      for (int i = 0; i < latents.size(); i++) {
        for (int j = 0; j < latents.size(); j++) {
          double times = multiplicities[i] * multiplicities[j];
          LatentExamples high = latents.get(i);
          LatentExamples low = latents.get(j);
          for (int p = 0; p < high.positiveCount(); p++) {
            for (int n = 0; n < low.negativeCount(); n++) {
              boolean scored = p < high.scoredPositives() && n < low.scoredNegatives();
              double difference = scored ? high.positive(p) - low.negative(n) : 0;
              wins += times * (difference > 0 ? 1 : difference == 0 ? 0.5 : 0);
              pairs += times;
            }
          }
        }
      }
      assertThat(pooled.resampled(multiplicities)).isCloseTo(wins / pairs, within(1e-12));
    }
    LatentExamples onlyUndecided = new LatentExamples(new double[0], new double[0], 2, 3);
    assertThat(onlyUndecided.auroc()).isEqualTo(0.5);
  }

  /** The derivative by the weight of a latent, by central differences. */
  @Test
  void influenceIsTheDerivative() {
    List<LatentExamples> latents = latents(8, 3, new SplitMix(6));
    double[] influence = new PooledAuroc(latents).influence();
    int many = 100_000;
    for (int i = 0; i < latents.size(); i++) {
      int[] more = new int[latents.size()];
      Arrays.fill(more, many);
      int[] less = more.clone();
      more[i]++;
      less[i]--;
      PooledAuroc pooled = new PooledAuroc(latents);
      double derivative = (pooled.resampled(more) - pooled.resampled(less)) * many / 2;
      assertThat(influence[i]).isCloseTo(derivative, within(1e-6));
    }
  }

  @Test
  void isUndefinedWithoutBothClasses() {
    LatentExamples onlyPositives = new LatentExamples(new double[] {1}, new double[0]);
    assertThat(new PooledAuroc(List.of(onlyPositives)).value()).isNaN();
  }

  @Test
  void intervalOfAWholeSaeIsFast() {
    RandomGenerator random = new SplitMix(8);
    List<LatentExamples> latents = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      latents.add(
          new LatentExamples(
              AurocTest.tiedScores(50, 40, random), AurocTest.tiedScores(50, 40, random)));
    }
    ClusterBootstrap bootstrap = new ClusterBootstrap(1000, 0.95);
    long start = System.nanoTime();
    Interval interval = bootstrap.pooledAuroc(latents, random);
    long millis = (System.nanoTime() - start) / 1_000_000;
    System.out.printf("pooled AUROC, 1000 resamples of 50 latents x 100 examples: %d ms%n", millis);
    assertThat(interval.low()).isLessThan(0.5);
    assertThat(interval.high()).isGreaterThan(0.5);
    assertThat(millis).isLessThan(1000);
  }
}
