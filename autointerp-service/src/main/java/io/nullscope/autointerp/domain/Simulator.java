package io.nullscope.autointerp.domain;

import java.util.List;

/**
 * Predicts, from an explanation alone, how strongly a latent fires on each token. Called from
 * several threads at once.
 */
public interface Simulator {

  /** Kind as it stands in the results: {@code lexical}, {@code openai}. */
  String kind();

  /**
   * Simulates one latent.
   *
   * @param explanation one that did not fail
   * @param windows vocabulary ids of each window
   * @return one reply for each window, in the order of the windows
   */
  List<SimulationReply> simulate(Explanation explanation, List<List<Integer>> windows);
}
