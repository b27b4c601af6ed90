package io.nullscope.study;

/**
 * Interventions on single latents: what ablating them does to the model's predictions, and how far
 * back the tokens reach that make them fire.
 *
 * @param latents of each SAE that are probed, of those that fire on the evaluation tokens; 0: none
 *     is, and the metrics are absent
 * @param windows of the evaluation tokens in which each of them is probed, at most
 */
public record ProbesSpec(int latents, int windows) {
  public static final ProbesSpec DEFAULT = new ProbesSpec(32, 1);

  public ProbesSpec {
    Require.atLeast(0, latents, "probes.latents");
    Require.atLeast(1, windows, "probes.windows");
  }

  /** Whether any latent is probed. */
  public boolean enabled() {
    return latents > 0;
  }
}
