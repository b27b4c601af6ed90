package io.nullscope.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TallyTest {
  @Test
  void knowsWhichStepsHaveTheirInputs() {
    Tally tally =
        Tally.of(
            Statuses.of(
                "variant/trained/0", "REUSED",
                "variant/control/0", "PENDING",
                "activations/trained/0", "DONE",
                "activations/control/0", "PENDING",
                "sae/trained/0/layers.0/topk/0", "DONE",
                "sae/trained/0/layers.1/topk/0", "PENDING",
                "reconstruction/trained/0/layers.0/topk/0", "PENDING",
                "reconstruction/trained/0/layers.1/topk/0", "PENDING",
                "latents/trained/0/layers.0/topk/0", "FAILED",
                "latents/trained/0/layers.1/topk/0", "PENDING",
                "interpretability/trained/0/layers.0/topk/0", "BLOCKED",
                "interpretability/trained/0/layers.1/topk/0", "PENDING"));

    assertThat(tally.total()).isEqualTo(12);
    assertThat(tally.ended()).hasSize(5).containsEntry("variant/trained/0", "REUSED");
    assertThat(tally.pending()).hasSize(7);
    assertThat(tally.ready())
        .containsExactly(
            "variant/control/0",
            "sae/trained/0/layers.1/topk/0",
            "reconstruction/trained/0/layers.0/topk/0");
  }

  @Test
  void takesStepsOfANewerServerAsReady() {
    Tally tally = Tally.of(Statuses.of("embedding/trained/0", "PENDING", "report", "PENDING"));

    assertThat(tally.ready()).containsExactly("embedding/trained/0", "report");
    assertThat(Tally.kind("embedding/trained/0")).isEqualTo("embedding");
    assertThat(Tally.kind("report")).isEqualTo("report");
  }
}
