package io.nullscope.metrics.domain;

import java.util.List;

/**
 * A run of consecutive tokens with the activation of one latent on each.
 *
 * @param tokenIds vocabulary ids
 * @param tokenTexts the same tokens for people; same length
 * @param activations zero where the latent is silent; same length
 * @param document document of the first token
 */
public record ContextWindow(
    int[] tokenIds, List<String> tokenTexts, float[] activations, int document) {

  public ContextWindow {
    Lengths.require("tokenTexts", tokenIds.length, tokenTexts.size());
    Lengths.require("activations", tokenIds.length, activations.length);
    tokenIds = tokenIds.clone();
    activations = activations.clone();
    tokenTexts = List.copyOf(tokenTexts);
  }

  @Override
  public int[] tokenIds() {
    return tokenIds.clone();
  }

  @Override
  public float[] activations() {
    return activations.clone();
  }

  public int length() {
    return tokenIds.length;
  }

  int tokenId(int position) {
    return tokenIds[position];
  }

  float activation(int position) {
    return activations[position];
  }

  /** The token with the largest activation, the first of them. */
  int strongestToken() {
    int strongest = 0;
    for (int i = 1; i < activations.length; i++) {
      if (activations[i] > activations[strongest]) {
        strongest = i;
      }
    }
    return tokenIds[strongest];
  }
}
