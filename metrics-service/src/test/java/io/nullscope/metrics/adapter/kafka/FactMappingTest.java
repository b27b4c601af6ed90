package io.nullscope.metrics.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nullscope.messaging.RejectedException;
import io.nullscope.metrics.application.MetricGroup;
import io.nullscope.metrics.application.StudyAttempt;
import io.nullscope.metrics.application.StudyFact;
import io.nullscope.metrics.fixtures.Studies;
import io.nullscope.service.StudyRun;
import io.nullscope.service.WireStudies;
import io.nullscope.study.CellKey;
import io.nullscope.study.VariantKey;
import io.nullscope.v1.ActivationsExtracted;
import io.nullscope.v1.LatentsScored;
import io.nullscope.v1.MetricsComputed;
import io.nullscope.v1.SaeTrained;
import io.nullscope.v1.StepFailed;
import io.nullscope.v1.StudyContext;
import io.nullscope.v1.StudyRequested;
import io.nullscope.v1.VariantMaterialized;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FactMappingTest {

  private final FactMapping mapping = new FactMapping(WireStudies::toDomain);
  private final StudyAttempt study = Studies.attempt(2);
  private final StudyContext wire =
      WireStudies.toWire(new StudyRun(study.studyId(), study.attempt(), study.spec()));
  private final CellKey cell = CellKey.parse("step0/0/layers.1/topk/0");
  private final VariantKey variant = cell.variant();

  @Test
  void factsKeepTheirContents() {
    assertThat(mapping.of(StudyRequested.newBuilder().setStudy(wire).build()))
        .isEqualTo(new StudyFact.Requested(study));
    assertThat(
            mapping.of(
                VariantMaterialized.newBuilder()
                    .setStudy(wire)
                    .setVariant(WireStudies.toWire(variant))
                    .setVariantId(id('1'))
                    .setModel(WireStudies.toWire(Studies.SHAPE))
                    .setOrigin("checkpoint")
                    .addNotices("one\nline")
                    .addNotices(" ")
                    .setReused(true)
                    .build()))
        .isEqualTo(
            new StudyFact.VariantReady(
                study, variant, id('1'), Studies.SHAPE, "checkpoint", List.of("one line"), true));
    assertThat(
            mapping.of(
                ActivationsExtracted.newBuilder()
                    .setStudy(wire)
                    .setVariant(WireStudies.toWire(variant))
                    .setActivationsId(id('a'))
                    .setModel(WireStudies.toWire(Studies.SHAPE))
                    .build()))
        .isEqualTo(new StudyFact.ActivationsReady(study, variant, id('a'), Studies.SHAPE, false));
    assertThat(mapping.of(sae().build()))
        .isEqualTo(new StudyFact.SaeReady(study, cell, id('5'), Studies.SHAPE, false));
    assertThat(
            mapping.of(
                LatentsScored.newBuilder()
                    .setStudy(wire)
                    .setCell(WireStudies.toWire(cell))
                    .setLatentsId(id('2'))
                    .build()))
        .isEqualTo(new StudyFact.LatentsReady(study, cell, id('2'), false));
    assertThat(mapping.of(metrics("reconstruction")))
        .isEqualTo(
            new StudyFact.MetricsReady(study, cell, MetricGroup.RECONSTRUCTION, id('3'), false));
    assertThat(FactMapping.of(failed("sae/trained/0/layers.0/topk/0")).stepId().value())
        .isEqualTo("sae/trained/0/layers.0/topk/0");
  }

  private static String id(char digit) {
    return String.valueOf(digit).repeat(64);
  }

  private SaeTrained.Builder sae() {
    return SaeTrained.newBuilder()
        .setStudy(wire)
        .setCell(WireStudies.toWire(cell))
        .setSaeId(id('5'))
        .setModel(WireStudies.toWire(Studies.SHAPE));
  }

  private MetricsComputed metrics(String group) {
    return MetricsComputed.newBuilder()
        .setStudy(wire)
        .setCell(WireStudies.toWire(cell))
        .setGroup(group)
        .setMetricsId(id('3'))
        .build();
  }

  private static StepFailed failed(String step) {
    return StepFailed.newBuilder()
        .setStudyId("study-1")
        .setStepId(step)
        .setStep("sae")
        .setCode("C")
        .setMessage("m")
        .build();
  }

  @Test
  void whatCanNeverBeReadIsRejectedWithTheField() {
    assertThatThrownBy(() -> mapping.of(sae().clearSaeId().build()))
        .isInstanceOf(RejectedException.class)
        .hasMessage(
            "field sae_id: \"\" is not a SHA-256 artifact id: 64 lower-case hexadecimal digits"
                + " expected");
    assertThatThrownBy(() -> mapping.of(metrics("beauty")))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("unknown group of metrics 'beauty'");
    assertThatThrownBy(() -> FactMapping.of(failed("cooking/trained")))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("step_id");
    assertThatThrownBy(() -> mapping.of(StudyRequested.getDefaultInstance()))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("the study is not valid");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../studies/other/cancelled",
        "ABCDEFABCDEFABCDEFABCDEFABCDEFABCDEFABCDEFABCDEFABCDEFABCDEFABCD",
        "5555555555555555555555555555555555555555555555555555555555555555/x",
        "5",
      })
  void nothingButADigestIsAnArtifactId(String id) {
    assertThatThrownBy(() -> mapping.of(sae().setSaeId(id).build()))
        .isInstanceOfSatisfying(
            RejectedException.class,
            rejected -> assertThat(rejected.code()).isEqualTo("MALFORMED_EVENT"))
        .hasMessageContainingAll("field sae_id", id, "64 lower-case hexadecimal digits");
  }

  /** A failure that cannot be stored would leave its study waiting for ever. */
  @Test
  void aFailureWithLongFieldsIsCutAndKept() {
    StepFailed fact =
        failed("study").toBuilder()
            .setCode("C".repeat(129))
            .setMessage("a\0b" + "m".repeat(100_000))
            .setService("😀".repeat(100))
            .build();

    StudyFact.Failed failure = FactMapping.of(fact);

    assertThat(failure.code()).hasSize(128).endsWith("C…");
    assertThat(failure.message()).hasSize(20_000).startsWith("a\uFFFDb").endsWith("m…");
    assertThat(failure.service()).hasSizeLessThanOrEqualTo(64).endsWith("😀…");
  }

  @Test
  void aFailureOfNoStudyIsRefused() {
    assertThatThrownBy(
            () -> FactMapping.of(failed("study").toBuilder().setStudyId("a/../b").build()))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("field study_id");
  }
}
