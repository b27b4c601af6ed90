package io.nullscope.pretraining;

import java.util.List;

/**
 * Loss on documents that are never trained on.
 *
 * @param step steps done
 * @param losses mean next-token loss in nats, one a corpus
 */
public record HeldOutPoint(long step, List<Double> losses) {
  public HeldOutPoint {
    losses = List.copyOf(losses);
  }
}
