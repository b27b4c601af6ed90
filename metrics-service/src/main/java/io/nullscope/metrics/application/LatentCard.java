package io.nullscope.metrics.application;

import io.nullscope.metrics.domain.ContextWindow;
import io.nullscope.metrics.domain.Panel;
import io.nullscope.metrics.domain.ScoredLatent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A latent to look at, with some of the contexts in which it fires.
 *
 * @param contexts from the strongest to the weakest window of the explanation, at even steps: the
 *     strongest alone would flatter
 * @param judged some of the windows that its explanation was tested on
 */
public record LatentCard(
    LatentSummary summary, List<ContextWindow> contexts, List<JudgedWindow> judged) {

  private static final int CONTEXTS = 5;

  /**
   * A random choice among the scored latents, which are a random sample of the eligible ones
   * themselves.
   */
  static List<LatentCard> sample(
      List<ScoredLatent> latents, int size, Panel panel, RandomGenerator random) {
    List<ScoredLatent> left = new ArrayList<>(latents);
    List<LatentCard> cards = new ArrayList<>();
    while (cards.size() < size && !left.isEmpty()) {
      ScoredLatent latent = left.remove(random.nextInt(left.size()));
      cards.add(
          new LatentCard(
              LatentSummary.of(latent, panel), contexts(latent), JudgedWindow.some(latent, panel)));
    }
    return cards;
  }

  private static List<ContextWindow> contexts(ScoredLatent latent) {
    List<ContextWindow> windows =
        latent.explanationWindows().stream()
            .filter(window -> maximum(window) > 0) // not those shown for contrast
            .sorted(Comparator.comparingDouble(LatentCard::maximum).reversed())
            .toList();
    int count = Math.min(CONTEXTS, windows.size());
    List<ContextWindow> chosen = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      chosen.add(windows.get(count == 1 ? 0 : i * (windows.size() - 1) / (count - 1)));
    }
    return chosen;
  }

  private static float maximum(ContextWindow window) {
    float maximum = 0;
    for (float activation : window.activations()) {
      maximum = Math.max(maximum, activation);
    }
    return maximum;
  }
}
