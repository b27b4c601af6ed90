package io.nullscope.verdicts.calibration;

import io.nullscope.verdicts.Decision;
import io.nullscope.verdicts.Draws;
import io.nullscope.verdicts.Estimate;
import io.nullscope.verdicts.Holm;
import io.nullscope.verdicts.VariancePrior;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Error rates of verdict rules by simulation: a draw of the null plays trained, so that every claim
 * is false. Deterministic.
 *
 * @param repetitions simulated studies of each rate
 * @param seed of the random numbers
 */
public record Calibration(int repetitions, long seed) {

  private static final double LEVEL = 0.05;
  private static final double CONFIDENCE = 0.95;
  private static final int RESAMPLES = 400;
  private static final int NULLS = 3;

  /** Metrics over documents that a study has beside its seven scores. */
  private static final List<Profile> DOCUMENT_METRICS =
      List.of(Profile.RECONSTRUCTION, Profile.RECONSTRUCTION, Profile.CROSS_ENTROPY, Profile.L1);

  /** How many primary metrics a null of a simulated study has. */
  public static final int FAMILY = DOCUMENT_METRICS.size() + 7;

  /** How often trained, mean of the hook points, is called different from the draws. */
  public double falsePositives(Rule rule, Profile profile, int draws, int seeds) {
    return falsePositives(rule, profile, draws, seeds, Shape.NORMAL, LEVEL);
  }

  /** The same at another level, for draws of another shape. */
  public double falsePositives(
      Rule rule, Profile profile, int draws, int seeds, Shape shape, double level) {
    RandomGenerator random = random();
    return mean(
        () ->
            one(
                rule.rejects(
                    SimulatedMetric.next(random, profile, draws, seeds, shape).all(), level)));
  }

  /** How often trained is called different where it has fewer SAE seeds (1) than the draws (3). */
  public double unequalSeeds(Profile profile, int draws) {
    RandomGenerator random = random();
    return mean(
        () -> {
          Draws many = SimulatedMetric.next(random, profile, draws, 3, Shape.NORMAL).all();
          Draws one = SimulatedMetric.next(random, profile, draws, 1, Shape.NORMAL).all();
          Draws mixed = new Draws(one.trained(), many.draws(), many.sampling());
          return one(Rule.PREDICTION_T.rejects(mixed, LEVEL));
        });
  }

  /** How often a score is called different by the moderated test, the pool being one null's. */
  public double moderated(int draws, int seeds, double level) {
    return moderatedPower(draws, seeds, level, 0);
  }

  /** The same with a true difference, in standard errors of one SAE. */
  public double moderatedPower(int draws, int seeds, double level, double difference) {
    return scores(
        draws,
        seeds,
        pool -> {
          VariancePrior prior = VariancePrior.of(pool);
          return share(
              pool,
              score -> {
                double by = difference * Math.sqrt(score.sampling() * seeds);
                Draws shifted = ScorePool.shifted(score, by);
                return Estimate.against(shifted, prior).pValue() < level;
              });
        });
  }

  /** The same without moderation. */
  public double flooredPower(int draws, int seeds, double level, double difference) {
    return scores(
        draws,
        seeds,
        pool ->
            share(
                pool,
                score -> {
                  double by = difference * Math.sqrt(score.sampling() * seeds);
                  return Rule.FLOORED.rejects(ScorePool.shifted(score, by), level);
                }));
  }

  private double scores(int draws, int seeds, ToDoubleFunction<List<Draws>> share) {
    RandomGenerator random = random();
    return mean(() -> share.applyAsDouble(ScorePool.next(random, draws, seeds)));
  }

  private interface Claim {
    boolean made(Draws draws);
  }

  private static double share(List<Draws> pool, Claim claim) {
    return (double) pool.stream().filter(claim::made).count() / pool.size();
  }

  /** How often the rule's 95 % interval holds trained − a new draw; one SAE seed. */
  public double coverage(Rule rule, Profile profile, int draws) {
    RandomGenerator random = random();
    return mean(
        () -> {
          SimulatedMetric metric = SimulatedMetric.next(random, profile, draws, 1, Shape.NORMAL);
          Draws all = metric.all();
          return one(Math.abs(error(metric, all)) <= rule.halfWidth(all, CONFIDENCE));
        });
  }

  /**
   * What an interval of trained − a new draw has to cover, less its centre, when trained has no
   * effect of its own: what it has by its model is no error, so its seed and sampling count alone.
   */
  private static double error(SimulatedMetric metric, Draws all) {
    return SimulatedMetric.mean(metric.trainedNoise())
        - SimulatedMetric.mean(all.draws())
        + SimulatedMetric.mean(metric.fresh());
  }

  /** The same of the hierarchical bootstrap: draws with replacement, units within each. */
  public double hierarchicalCoverage(Profile profile, int draws) {
    RandomGenerator random = random();
    return mean(
        () -> {
          SimulatedMetric metric = SimulatedMetric.next(random, profile, draws, 1, Shape.NORMAL);
          double target = -SimulatedMetric.mean(metric.fresh());
          double centre = SimulatedMetric.mean(metric.trainedNoise());
          double[] values = metric.all().draws();
          double sampling = Math.sqrt(metric.all().sampling());
          double[] effects = new double[RESAMPLES];
          for (int r = 0; r < RESAMPLES; r++) {
            double sum = 0;
            for (int v = 0; v < draws; v++) {
              sum += values[random.nextInt(draws)] + sampling * random.nextGaussian();
            }
            effects[r] = centre + sampling * random.nextGaussian() - sum / draws;
          }
          return one(percentileHolds(effects, target));
        });
  }

  private static boolean percentileHolds(double[] effects, double target) {
    double[] sorted = Arrays.stream(effects).sorted().toArray();
    return quantile(sorted, (1 - CONFIDENCE) / 2) <= target
        && target <= quantile(sorted, (1 + CONFIDENCE) / 2);
  }

  private static double quantile(double[] sorted, double probability) {
    double position = probability * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }

  /** How often the interval over the units of one cell holds the mean of all draws. */
  public double cellCoverage(Profile profile) {
    RandomGenerator random = random();
    return mean(
        () -> {
          Draws cell = SimulatedMetric.next(random, profile, 1, 1, Shape.NORMAL).at(0);
          return one(Math.abs(cell.draws()[0]) <= 1.96 * Math.sqrt(cell.sampling()));
        });
  }

  /** How often a study of one null makes any false claim among its {@link #FAMILY} metrics. */
  public double anyFalseClaim(int draws) {
    RandomGenerator random = random();
    return mean(
        () -> {
          List<Double> pValues = new ArrayList<>();
          for (Profile profile : DOCUMENT_METRICS) {
            Draws metric = SimulatedMetric.next(random, profile, draws, 1, Shape.NORMAL).all();
            pValues.add(Estimate.against(metric, VariancePrior.NONE).pValue());
          }
          List<Draws> pool = ScorePool.next(random, draws, 1);
          VariancePrior prior = VariancePrior.of(pool);
          ScorePool.primary(pool)
              .forEach(score -> pValues.add(Estimate.against(score, prior).pValue()));
          return one(rejected(pValues) > 0);
        });
  }

  /**
   * How many false claims a study of three nulls makes with documents and latents as units and one
   * family for everything: metrics, nulls, hook points and their mean.
   */
  public double falseClaimsOfUnits(int draws) {
    RandomGenerator random = random();
    return mean(
        () -> {
          List<Double> pValues = new ArrayList<>();
          IntStream.range(0, NULLS * DOCUMENT_METRICS.size())
              .mapToObj(i -> DOCUMENT_METRICS.get(i % DOCUMENT_METRICS.size()))
              .forEach(profile -> addUnits(random, profile, draws, pValues));
          IntStream.range(0, NULLS * (FAMILY - DOCUMENT_METRICS.size()))
              .forEach(i -> addUnits(random, Profile.SCORES, draws, pValues));
          return rejected(pValues);
        });
  }

  private static void addUnits(
      RandomGenerator random, Profile profile, int draws, List<Double> pValues) {
    SimulatedMetric metric = SimulatedMetric.next(random, profile, draws, 1, Shape.NORMAL);
    pValues.add(Rule.unitsPValue(metric.all()));
    for (int h = 0; h < SimulatedMetric.HOOK_POINTS; h++) {
      pValues.add(Rule.unitsPValue(metric.at(h)));
    }
  }

  private static long rejected(List<Double> pValues) {
    double[] adjusted = Holm.adjust(pValues.stream().mapToDouble(p -> p).toArray());
    return Arrays.stream(adjusted).filter(p -> p < LEVEL).count();
  }

  /** How often a true difference of the whole margin is called EQUIVALENT. */
  public double equivalentAtMargin(int draws, double margin) {
    RandomGenerator random = random();
    return mean(
        () -> {
          double[] values = new double[draws];
          for (int v = 0; v < draws; v++) {
            values[v] = random.nextGaussian();
          }
          Draws all = new Draws(margin + random.nextGaussian(), values, 0);
          Decision decision =
              Decision.of(Estimate.against(all, VariancePrior.NONE), 1, margin, LEVEL);
          return one(decision == Decision.EQUIVALENT);
        });
  }

  private RandomGenerator random() {
    return new SplittableRandom(seed);
  }

  private double mean(DoubleSupplier value) {
    return IntStream.range(0, repetitions).mapToDouble(i -> value.getAsDouble()).sum()
        / repetitions;
  }

  private static double one(boolean event) {
    return event ? 1 : 0;
  }
}
