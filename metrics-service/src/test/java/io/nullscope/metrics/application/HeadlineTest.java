package io.nullscope.metrics.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.nullscope.metrics.domain.Conclusion;
import io.nullscope.metrics.domain.MetricId;
import io.nullscope.metrics.domain.Verdict;
import io.nullscope.metrics.fixtures.MadeUpVerdicts;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeadlineTest {

  private static Verdict verdict(MetricId metric, String variant, Conclusion conclusion) {
    return MadeUpVerdicts.of(metric, variant, "all", conclusion, 0, 0.1);
  }

  @Test
  void directionsAreCountedApart() {
    String permuted = "permuted";
    List<Verdict> verdicts =
        List.of(
            verdict(MetricId.FUZZING_AUROC, "step0", Conclusion.TRAINED_BETTER),
            verdict(MetricId.FUZZING_AUROC, permuted, Conclusion.TRAINED_BETTER),
            verdict(MetricId.DETECTION_AUROC, "step0", Conclusion.TRAINED_BETTER),
            verdict(MetricId.DETECTION_AUROC, permuted, Conclusion.NULL_BETTER),
            verdict(MetricId.EMBEDDING_AUROC, "step0", Conclusion.TRAINED_BETTER),
            verdict(MetricId.EMBEDDING_AUROC, permuted, Conclusion.EQUIVALENT),
            verdict(MetricId.INTRUDER_ACCURACY, "step0", Conclusion.TRAINED_BETTER),
            verdict(MetricId.INTRUDER_ACCURACY, permuted, Conclusion.UNREPLICATED),
            verdict(MetricId.CE_RECOVERED, "step0", Conclusion.NOT_COMPARABLE),
            // None of these is a score against a weight null over all hook points.
            verdict(MetricId.FUZZING_AUROC, "control", Conclusion.NULL_BETTER),
            verdict(MetricId.R2_GLOBAL_CENTERED, "step0", Conclusion.TRAINED_HIGHER),
            verdict(MetricId.FUZZING_AUROC_POOLED, "step0", Conclusion.NOT_TESTED),
            MadeUpVerdicts.of(
                MetricId.FUZZING_AUROC, "step0", "layers.0", Conclusion.NULL_BETTER, 0, 0.1));

    assertThat(Headline.of(verdicts)).containsOnlyKeys("topk");
    Headline headline = Headline.of(verdicts).get("topk");
    assertThat(headline).isEqualTo(new Headline(1, 1, 1, 1, 1));
    assertThat(headline.sentence())
        .isEqualTo(
            "Of 5 scores, 1 is better for trained than for every weight null, 1 better for a null, 1 equivalent, 1 open, 1 not comparable.");
    assertThat(Headline.of(List.of())).isEmpty();
  }
}
