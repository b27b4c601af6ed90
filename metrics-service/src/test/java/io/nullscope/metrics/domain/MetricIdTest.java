package io.nullscope.metrics.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MetricIdTest {

  @Test
  void everyContractedIdExistsAndNoOther() {
    assertThat(Arrays.stream(MetricId.values()).map(MetricId::id))
        .containsExactlyInAnyOrder(
            "r2.global_centered.v1",
            "r2.saebench_legacy.v1",
            "cosine.mean.v1",
            "l0.mean.v1",
            "l1.mean.v1",
            "ce.clean.v1",
            "ce.spliced.v1",
            "ce.zero_ablated.v1",
            "ce.recovered.v1",
            "alive_fraction.v1",
            "token_entropy.mean.v1",
            "token_entropy.normalized.v1",
            "token_top1_mass.v1",
            "fuzzing.auroc.v1",
            "fuzzing.auroc_pooled.v1",
            "detection.auroc.v1",
            "detection.auroc_pooled.v1",
            "fuzzing.balanced_accuracy.v1",
            "detection.balanced_accuracy.v1");
  }

  @Test
  void isFoundByIdAndScorer() {
    assertThat(MetricId.find("cosine.mean.v1")).contains(MetricId.COSINE_MEAN);
    assertThat(MetricId.find("cosine.mean.v9")).isEmpty();
    assertThat(MetricId.aurocPooled("detection")).isEqualTo(MetricId.DETECTION_AUROC_POOLED);
    assertThatThrownBy(() -> MetricId.auroc("guessing")).hasMessageContaining("guessing.auroc.v1");
  }

  @Test
  void relativeMarginsFollowTheTrainedValue() {
    assertThat(MetricId.L1_MEAN.definition().scaleFor(-200)).isEqualTo(200);
    assertThat(MetricId.FUZZING_AUROC.definition().scaleFor(0.8)).isEqualTo(1);
  }

  @Test
  void allIsDescribedForPeople() {
    for (MetricId id : MetricId.values()) {
      assertThat(id.definition().label()).as(id.id()).isNotBlank();
      assertThat(id.definition().description()).as(id.id()).isNotBlank();
    }
  }
}
