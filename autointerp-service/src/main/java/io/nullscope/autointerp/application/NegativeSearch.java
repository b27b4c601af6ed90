package io.nullscope.autointerp.application;

import io.nullscope.autointerp.domain.TestSet;
import java.util.List;

/** Finds one kind of negatives for all sampled latents at a time. */
interface NegativeSearch {

  /**
   * Adds {@link TestSet#wanted()} negatives to each set, or as many as there are. Memory grows with
   * the sets, not with the corpus or the cache.
   */
  void addTo(List<TestSet> sets);
}
