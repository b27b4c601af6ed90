package io.nullscope.autointerp.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * A uniform sample of a stream of unknown length, in memory for the sample only (algorithm R,
 * Vitter 1985).
 */
public final class Reservoir<T> {

  private final int capacity;
  private final RandomGenerator random;
  private final List<T> kept = new ArrayList<>();
  private long offered;

  /** Starts empty; keeps at most {@code capacity} items. */
  public Reservoir(int capacity, RandomGenerator random) {
    this.capacity = capacity;
    this.random = random;
  }

  /** Offers the next item, which is made only if it is kept. */
  public void offer(Supplier<T> item) {
    offered++;
    if (kept.size() < capacity) {
      kept.add(item.get());
      return;
    }
    long slot = RandomChoice.below(random, offered);
    if (slot < capacity) {
      kept.set((int) slot, item.get());
    }
  }

  /** Ends the stream: the sample, every order equally likely, so that any first part is uniform. */
  public List<T> drawn() {
    return RandomChoice.shuffled(random, kept);
  }
}
