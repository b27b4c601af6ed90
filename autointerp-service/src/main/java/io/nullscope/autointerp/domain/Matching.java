package io.nullscope.autointerp.domain;

import java.util.List;

/**
 * Matches negatives with positives: the positives go by in random order, each once before any comes
 * again, so that both sides have the same kinds of highlights as often.
 */
public final class Matching {

  private final List<TestWindow> positives;
  private final int[] order;

  /**
   * Draws the order from the stream {@code matched-positives}.
   *
   * @param positives at least one
   */
  public Matching(List<TestWindow> positives, RandomStreams random) {
    this.positives = List.copyOf(positives);
    this.order = RandomChoice.permutation(random.stream("matched-positives"), positives.size());
  }

  /** The positive that the i-th negative is matched with. */
  public TestWindow positive(int i) {
    return positives.get(index(i));
  }

  /** The index of that positive among all positives. */
  public int index(int i) {
    return order[i % order.length];
  }
}
