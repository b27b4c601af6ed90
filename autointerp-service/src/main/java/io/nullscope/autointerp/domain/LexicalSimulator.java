package io.nullscope.autointerp.domain;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Predicts the weight that the explanation gives to each token; 0 for tokens outside of it. */
public final class LexicalSimulator implements Simulator {

  @Override
  public String kind() {
    return "lexical";
  }

  @Override
  public List<SimulationReply> simulate(Explanation explanation, List<List<Integer>> windows) {
    Map<Integer, Double> weights = new HashMap<>();
    explanation.tokens().forEach(token -> weights.put(token.tokenId(), token.weight()));
    return windows.stream()
        .<SimulationReply>map(
            tokenIds ->
                new SimulationReply.Simulated(
                    tokenIds.stream()
                        .mapToDouble(tokenId -> weights.getOrDefault(tokenId, 0.0))
                        .toArray()))
        .toList();
  }
}
