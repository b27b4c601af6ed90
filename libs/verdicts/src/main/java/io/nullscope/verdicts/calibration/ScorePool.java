package io.nullscope.verdicts.calibration;

import io.nullscope.verdicts.Draws;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * The scores of one null of a simulated study, over all hook points: ten of four constructs, as
 * fuzzing, detection and entropy have three metrics each and the alive share is one; correlated 0.9
 * within a construct.
 */
final class ScorePool {

  private static final List<Integer> CONSTRUCTS = List.of(3, 3, 3, 1);
  private static final double CORRELATION = 0.9;

  private ScorePool() {}

  static List<Draws> next(RandomGenerator random, int draws, int seeds) {
    List<Draws> pool = new ArrayList<>();
    for (int size : CONSTRUCTS) {
      Draws first = score(random, draws, seeds);
      pool.add(mixed(first, first));
      for (int i = 1; i < size; i++) {
        pool.add(mixed(first, score(random, draws, seeds)));
      }
    }
    return pool;
  }

  private static Draws score(RandomGenerator random, int draws, int seeds) {
    return SimulatedMetric.next(random, Profile.SCORES, draws, seeds, Shape.NORMAL).all();
  }

  /** As the design has it, the first of a construct is a little wider: 0.95 + 0.32 of itself. */
  private static Draws mixed(Draws common, Draws own) {
    double[] values = common.draws();
    double[] other = own.draws();
    for (int v = 0; v < values.length; v++) {
      values[v] = mixed(values[v], other[v]);
    }
    return new Draws(mixed(common.trained(), own.trained()), values, own.sampling());
  }

  private static double mixed(double common, double own) {
    return Math.sqrt(CORRELATION) * common + Math.sqrt(1 - CORRELATION) * own;
  }

  /** The seven of them that are primary: two of each three, and the alive share. */
  static List<Draws> primary(List<Draws> pool) {
    return IntStream.range(0, pool.size()).filter(i -> i % 3 != 2).mapToObj(pool::get).toList();
  }

  /** The same with trained so much higher. */
  static Draws shifted(Draws draws, double by) {
    return new Draws(draws.trained() + by, draws.draws(), draws.sampling());
  }
}
