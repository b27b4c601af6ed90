package io.nullscope.verdicts;

import java.util.List;

/** What a metric is a mean over, of which a study may have more or fewer: by the metric's id. */
public enum SampledUnits {
  /** Of the evaluation text. */
  DOCUMENTS,
  /** Latents that are scored. */
  SCORED_LATENTS,
  /** Latents that are taken out, or whose tokens are replaced. */
  PROBED_LATENTS,
  /** Every latent that there is: their number is the width of the SAE. */
  DICTIONARY;

  private static final List<String> OVER_DOCUMENTS = List.of("r2.", "cosine.", "ce.", "l0.", "l1.");
  private static final List<String> OF_PROBES = List.of("downstream_effect.", "context_reach.");
  private static final List<String> OF_DICTIONARIES =
      List.of("alive_fraction.", "dictionary_stability.");

  /** Of a metric's versioned id. */
  public static SampledUnits of(String metric) {
    if (OVER_DOCUMENTS.stream().anyMatch(metric::startsWith)) {
      return DOCUMENTS;
    }
    if (OF_PROBES.stream().anyMatch(metric::startsWith)) {
      return PROBED_LATENTS;
    }
    return OF_DICTIONARIES.stream().anyMatch(metric::startsWith) ? DICTIONARY : SCORED_LATENTS;
  }
}
