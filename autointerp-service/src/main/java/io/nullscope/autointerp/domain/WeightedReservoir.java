package io.nullscope.autointerp.domain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;

/**
 * A weighted sample without replacement of a stream of unknown length, in memory for the sample
 * only: as if items were drawn one after the other, each time with chances in proportion to the
 * weights of those that are left (algorithm A-Res, Efraimidis and Spirakis 2006).
 */
public final class WeightedReservoir<T> {

  private final int capacity;
  private final RandomGenerator random;
  private final PriorityQueue<Keyed<T>> kept = new PriorityQueue<>(Keyed.lowestFirst());

  /** Starts empty; keeps at most {@code capacity} items. */
  public WeightedReservoir(int capacity, RandomGenerator random) {
    this.capacity = capacity;
    this.random = random;
  }

  private record Keyed<T>(double key, T item) {
    static <T> Comparator<Keyed<T>> lowestFirst() {
      return Comparator.comparingDouble(Keyed::key);
    }
  }

  /**
   * Offers the next item.
   *
   * @param weight positive
   */
  public void offer(T item, double weight) {
    // ln(u)/w orders items as u^(1/w) does, without rounding to 0. 1 - u is never 0.
    double key = StrictMath.log(1 - random.nextDouble()) / weight;
    if (kept.size() < capacity) {
      kept.add(new Keyed<>(key, item));
    } else if (capacity > 0 && key > kept.element().key()) {
      kept.remove();
      kept.add(new Keyed<>(key, item));
    }
  }

  /** Ends the stream: the sample in the order of drawing, in a list of its own. */
  public List<T> drawn() {
    List<T> drawn = new ArrayList<>();
    kept.stream()
        .sorted(Keyed.<T>lowestFirst().reversed())
        .forEach(keyed -> drawn.add(keyed.item()));
    return drawn;
  }
}
