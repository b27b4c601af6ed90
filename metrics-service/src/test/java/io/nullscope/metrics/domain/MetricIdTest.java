package io.nullscope.metrics.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricIdTest {

  private static final List<String> ALWAYS =
      List.of(
          "r2.global_centered.v1",
          "r2.saebench_legacy.v1",
          "cosine.mean.v1",
          "l0.mean.v1",
          "l1.mean.v1",
          "r2.median_normalized.v1",
          "ce.clean.v1",
          "ce.spliced.v2",
          "ce.zero_ablated.v2",
          "ce.recovered.v2",
          "alive_fraction.v1",
          "token_entropy.mean.v2",
          "token_top1_mass.v2",
          "token_determined_share.v1",
          "downstream_effect.over_random.v1",
          "downstream_effect.v1",
          "context_reach.v1",
          "dictionary_stability.v1",
          "dictionary_stability.untrained.v1",
          "embedding.auroc.v1",
          "embedding.shuffled.auroc.v1",
          "intruder.accuracy.v1",
          "intruder.lexical.accuracy.v1",
          "intruder.over_lexical.v1",
          "simulation.correlation.v1",
          "simulation.shuffled.correlation.v1",
          "simulation.lexical.correlation.v1",
          "simulation.over_lexical.v1");

  private static final List<String> OF_SCORERS =
      List.of(
          "auroc",
          "auroc_pooled",
          "balanced_accuracy",
          "auroc_failures_worst",
          "auroc_failures_half",
          "auroc_pooled_failures_worst",
          "auroc_pooled_failures_half",
          "same_token.auroc",
          "co_active.auroc",
          "decoder_neighbour.auroc",
          "nearest.auroc",
          "shuffled.auroc",
          "lexical.auroc",
          "over_lexical");

  @Test
  void everyContractedIdExistsAndNoOther() {
    List<String> contracted = new ArrayList<>(ALWAYS);
    for (String scorer : List.of("fuzzing", "detection")) {
      OF_SCORERS.forEach(name -> contracted.add(scorer + "." + name + ".v1"));
    }
    assertThat(Arrays.stream(MetricId.values()).map(MetricId::id))
        .containsExactlyInAnyOrderElementsOf(contracted);
  }

  /** Adding a metric makes the adjustment stricter for all others: a decision, not an accident. */
  @Test
  void onlyFindingsAreCompared() {
    List<String> others =
        Arrays.stream(MetricId.values())
            .filter(metric -> !metric.definition().role().compared())
            .map(MetricId::id)
            .toList();
    List<String> expected =
        new ArrayList<>(
            List.of(
                "dictionary_stability.untrained.v1",
                "embedding.shuffled.auroc.v1",
                "intruder.lexical.accuracy.v1",
                "simulation.shuffled.correlation.v1",
                "simulation.lexical.correlation.v1"));
    for (String scorer : List.of("fuzzing", "detection")) {
      for (String name :
          List.of(
              "auroc_failures_worst",
              "auroc_failures_half",
              "auroc_pooled_failures_worst",
              "auroc_pooled_failures_half",
              "shuffled.auroc",
              "lexical.auroc")) {
        expected.add(scorer + "." + name + ".v1");
      }
    }
    assertThat(others).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void everyControlKnowsItsChance() {
    for (MetricId metric : MetricId.values()) {
      if (metric.definition().role() == MetricRole.CONTROL) {
        assertThat(metric.definition().chance()).as(metric.id()).isPresent();
      }
    }
    assertThat(MetricId.INTRUDER_ACCURACY.definition().chance()).hasValue(0.2);
  }

  @Test
  void isFoundByIdAndScorer() {
    assertThat(MetricId.find("cosine.mean.v1")).contains(MetricId.COSINE_MEAN);
    assertThat(MetricId.find("cosine.mean.v9")).isEmpty();
    assertThat(MetricId.aurocPooled("detection")).isEqualTo(MetricId.DETECTION_AUROC_POOLED);
    assertThatThrownBy(() -> MetricId.auroc("guessing")).hasMessageContaining("guessing.auroc.v1");
  }

  @Test
  void marginsAreOnTheScaleOfTheComparison() {
    assertThat(MetricId.L1_MEAN.definition().margin()).isEqualTo(Math.log(1.1));
    assertThat(MetricId.L1_MEAN.definition().logarithmic()).isTrue();
    assertThat(MetricId.TOKEN_ENTROPY_MEAN.definition().margin()).isEqualTo(0.2);
    assertThat(MetricId.TOKEN_ENTROPY_MEAN.definition().slope()).contains(Learned.HIGHER);
    assertThat(MetricId.FUZZING_AUROC.definition().learned()).isEqualTo(Learned.HIGHER);
    assertThat(MetricId.R2_GLOBAL_CENTERED.definition().learned()).isEqualTo(Learned.NONE);
  }

  @Test
  void allIsDescribedForPeople() {
    for (MetricId id : MetricId.values()) {
      assertThat(id.definition().label()).as(id.id()).isNotBlank();
      assertThat(id.definition().description()).as(id.id()).isNotBlank();
    }
  }
}
