package io.nullscope.metrics.domain;

import java.util.List;

/**
 * The cells of one hook point that are compared: all SAEs of the trained variant and all of one
 * null (several when there are several variant or SAE seeds). An arm's value is the mean over its
 * cells.
 *
 * @param <T> the units of one cell
 */
public record Arms<T>(List<T> trained, List<T> nulls) {

  public Arms {
    trained = List.copyOf(trained);
    nulls = List.copyOf(nulls);
    if (trained.isEmpty() || nulls.isEmpty()) {
      throw new IllegalArgumentException("both arms need at least one cell");
    }
  }

  int size() {
    return trained.size() + nulls.size();
  }

  /** Trained cells first. */
  T cell(int slot) {
    return slot < trained.size() ? trained.get(slot) : nulls.get(slot - trained.size());
  }

  /** Mean over trained slots minus mean over null slots. */
  double difference(double[] slots) {
    return mean(slots, 0, trained.size()) - mean(slots, trained.size(), slots.length);
  }

  double trainedMean(double[] slots) {
    return mean(slots, 0, trained.size());
  }

  private static double mean(double[] values, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += values[i];
    }
    return sum / (to - from);
  }
}
