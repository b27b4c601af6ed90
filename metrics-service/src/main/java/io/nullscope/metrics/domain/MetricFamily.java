package io.nullscope.metrics.domain;

/** Groups of metrics that answer the same kind of question, in the order of the report. */
public enum MetricFamily {
  INTERPRETABILITY("Automated interpretability"),
  ENTROPY("Token distribution of latents"),
  INTERVENTION("Interventions on latents"),
  DICTIONARY("Dictionaries of SAE seeds"),
  RECONSTRUCTION("Reconstruction"),
  CROSS_ENTROPY("Cross-entropy"),
  SPARSITY("Sparsity");

  private final String label;

  MetricFamily(String label) {
    this.label = label;
  }

  /** A heading for people. */
  public String label() {
    return label;
  }
}
