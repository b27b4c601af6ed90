package io.nullscope.autointerp.domain;

import java.util.List;
import java.util.Map;

/**
 * Knows explanations that were made elsewhere.
 *
 * @param texts the explanation of each latent that has one
 */
public record ImportedExplainer(Map<Integer, String> texts) implements Explainer {

  /** Copies the map. */
  public ImportedExplainer {
    texts = Map.copyOf(texts);
  }

  @Override
  public String kind() {
    return "none";
  }

  @Override
  public boolean knows(int latent) {
    return texts.containsKey(latent);
  }

  /** Looks at no windows. */
  @Override
  public Explanation explain(int latent, List<Window> firing, List<Window> silent) {
    String text = texts.get(latent);
    return text == null
        ? Explanation.failed(FailureReason.NO_EXPLANATION)
        : new Explanation(text, List.of());
  }
}
