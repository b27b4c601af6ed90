package io.nullscope.study;

import java.util.Optional;

/** Interventions on single latents. */
final class ProbesSchema {
  static final String KEY = "probes";

  private ProbesSchema() {}

  static ProbesSpec read(SpecSection section) {
    ProbesSpec defaults = ProbesSpec.DEFAULT;
    return new ProbesSpec(
        (int)
            section.whole(
                "latents",
                Optional.of((long) defaults.latents()),
                0,
                SpecLimits.SCORED_LATENTS,
                "set how many latents of each SAE to probe, e.g. 32, or 0 to probe none"),
        section.count(
            "windows",
            defaults.windows(),
            SpecLimits.WINDOWS,
            "set in how many windows to probe each latent, e.g. 2"));
  }
}
