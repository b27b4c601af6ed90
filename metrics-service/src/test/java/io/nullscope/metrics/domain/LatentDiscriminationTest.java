package io.nullscope.metrics.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nullscope.metrics.domain.LatentDiscrimination.Block;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LatentDiscriminationTest {

  private final Random random = new Random(7);

  @Test
  void countsPairsWithinStrataAsAPairOfLoopsDoes() {
    for (int strata : new int[] {1, 2, 5}) {
      ScoredGroup trained = group(23, 0.3, 1);
      ScoredGroup others = group(31, 0, 0);
      double wins = 0;
      long pairs = 0;
      for (int i = 0; i < trained.size(); i++) {
        for (int j = 0; j < others.size(); j++) {
          if (stratum(trained.covariates()[i], trained, others, strata)
              == stratum(others.covariates()[j], trained, others, strata)) {
            double difference = trained.scores()[i] - others.scores()[j];
            wins += difference > 0 ? 1 : difference == 0 ? 0.5 : 0;
            pairs++;
          }
        }
      }

      assertThat(MatchedLatents.within(trained, others, strata).auroc())
          .isEqualTo(wins / pairs, within(1e-12));
    }
  }

  /**
   * How many bounds lie below: the bound of stratum q is the order statistic q (N - 1) / strata.
   */
  private static int stratum(double value, ScoredGroup some, ScoredGroup others, int strata) {
    double[] all = new double[some.size() + others.size()];
    System.arraycopy(some.covariates(), 0, all, 0, some.size());
    System.arraycopy(others.covariates(), 0, all, some.size(), others.size());
    Arrays.sort(all);
    int stratum = 0;
    for (int q = 1; q < strata; q++) {
      stratum += value > all[q * (all.length - 1) / strata] ? 1 : 0;
    }
    return stratum;
  }

  @Test
  void aScoreThatOnlyKnowsTheCovariateIsAtOneHalfWithinQuintiles() {
    List<Block> blocks = blocks(4, 5, 400, covariate -> covariate, 1.0);

    LatentDiscrimination plain = LatentDiscrimination.plain(blocks, 0.95);
    LatentDiscrimination matched = LatentDiscrimination.withinQuintiles(blocks, 0.95);

    assertThat(plain.auroc()).isGreaterThan(0.65);
    assertThat(plain.ciLow()).isGreaterThan(0.6);
    assertThat(matched.auroc()).isBetween(0.48, 0.56);
    assertThat(matched.difference()).isLessThan(plain.difference() / 4);
    assertThat(matched.matched()).isGreaterThan(0.99);
  }

  @Test
  void aScoreThatKnowsMoreStaysAboveOneHalfWithinQuintiles() {
    List<Block> blocks = new ArrayList<>();
    for (int h = 0; h < 2; h++) {
      blocks.add(new Block(group(300, 0.7, 0), List.of(group(300, 0, 0), group(300, 0, 0))));
    }

    LatentDiscrimination matched = LatentDiscrimination.withinQuintiles(blocks, 0.95);

    // P(N(0.7, 1) > N(0, 1)) = Φ(0.7 / √2)
    assertThat(matched.auroc()).isEqualTo(0.69, within(0.04));
    assertThat(matched.difference()).isEqualTo(0.7, within(0.15));
  }

  @Test
  void influencesGiveTheVarianceThatResamplingTrainedLatentsHas() {
    ScoredGroup trained = group(60, 0.4, 0.5);
    ScoredGroup others = group(80, 0, 0);
    MatchedLatents plain = MatchedLatents.within(trained, others, 1);
    double sumOfSquares = 0;
    for (double influence : plain.influence()) {
      sumOfSquares += influence * influence;
    }
    double closed = Math.sqrt(sumOfSquares) / trained.size();

    int resamples = 4000;
    double sum = 0;
    double squares = 0;
    for (int b = 0; b < resamples; b++) {
      double[] scores = new double[trained.size()];
      for (int i = 0; i < scores.length; i++) {
        scores[i] = trained.scores()[random.nextInt(scores.length)];
      }
      double auroc = Auroc.of(scores, others.scores());
      sum += auroc;
      squares += auroc * auroc;
    }
    double mean = sum / resamples;

    assertThat(Arrays.stream(plain.influence()).sum()).isEqualTo(0, within(1e-9));
    assertThat(closed).isEqualTo(Math.sqrt(squares / resamples - mean * mean), within(0.003));
  }

  @Test
  void theIntervalCoversTheMeanOverAllDraws() {
    int covered = 0;
    int studies = 400;
    for (int s = 0; s < studies; s++) {
      double trained = 0.5;
      List<ScoredGroup> draws = new ArrayList<>();
      for (int v = 0; v < 5; v++) {
        draws.add(group(100, 0.3 * random.nextGaussian(), 0));
      }
      LatentDiscrimination found =
          LatentDiscrimination.plain(List.of(new Block(group(100, trained, 0), draws)), 0.95);
      // Mean over draws with shift d ~ N(0, 0.3²): P(N(0.5, 1) > N(d, 1)) = Φ(0.5 / √2.09)
      double truth = 0.6353;
      covered += found.ciLow() <= truth && truth <= found.ciHigh() ? 1 : 0;
    }

    assertThat(covered / (double) studies).isBetween(0.92, 0.99);
  }

  @Test
  void oneDrawHasNoInterval() {
    LatentDiscrimination found =
        LatentDiscrimination.plain(
            List.of(new Block(group(20, 0, 0), List.of(group(20, 0, 0)))), 0.95);

    assertThat(found.auroc()).isFinite();
    assertThat(found.ciLow()).isNaN();
    assertThat(found.draws()).isEqualTo(1);
  }

  @Test
  void groupsWithoutACommonStratumHaveNoValue() {
    ScoredGroup low = new ScoredGroup(new double[] {1, 2}, new double[] {0, 0});
    ScoredGroup high = new ScoredGroup(new double[] {1, 2}, new double[] {9, 9});

    MatchedLatents found = MatchedLatents.within(low, high, 2);

    assertThat(found.auroc()).isNaN();
    assertThat(found.difference()).isNaN();
    assertThat(found.matched()).isZero();
  }

  private interface Score {
    double of(double covariate);
  }

  private List<Block> blocks(int points, int draws, int latents, Score score, double shift) {
    List<Block> blocks = new ArrayList<>();
    for (int h = 0; h < points; h++) {
      List<ScoredGroup> nulls = new ArrayList<>();
      for (int v = 0; v < draws; v++) {
        nulls.add(explained(latents, score, 0));
      }
      blocks.add(new Block(explained(latents, score, shift), nulls));
    }
    return blocks;
  }

  /** Scores that are a function of the covariate, and noise. */
  private ScoredGroup explained(int size, Score score, double shift) {
    double[] scores = new double[size];
    double[] covariates = new double[size];
    for (int i = 0; i < size; i++) {
      covariates[i] = shift + random.nextGaussian();
      scores[i] = score.of(covariates[i]) + random.nextGaussian();
    }
    return new ScoredGroup(scores, covariates);
  }

  private ScoredGroup group(int size, double mean, double covariate) {
    double[] scores = new double[size];
    double[] covariates = new double[size];
    for (int i = 0; i < size; i++) {
      scores[i] = mean + random.nextGaussian();
      covariates[i] = Math.round(2 * (covariate + random.nextGaussian())) / 2.0;
    }
    return new ScoredGroup(scores, covariates);
  }
}
