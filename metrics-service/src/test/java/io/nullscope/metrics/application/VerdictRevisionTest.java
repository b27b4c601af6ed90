package io.nullscope.metrics.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nullscope.metrics.domain.Conclusion;
import io.nullscope.metrics.domain.Verdict;
import io.nullscope.metrics.fixtures.FinishedStudy;
import io.nullscope.metrics.fixtures.Studies;
import io.nullscope.study.InvalidStudyException;
import io.nullscope.study.StudySpecReader;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictRevisionTest {

  private static final String FUZZING = "fuzzing.auroc.v1";

  private static StudyAttempt study(String... settings) {
    return new StudyAttempt(
        "study-1",
        1,
        StudySpecReader.withOverrides(
                Studies.spec("tiny", "trained, control").toYaml(), List.of(settings))
            .orThrow());
  }

  private static VerdictRevision revision(FinishedStudy study) {
    return new VerdictRevision(study.readModel, study.artifacts);
  }

  private static VerdictRevision.Revised revise(FinishedStudy study, String... settings) {
    return revision(study).revise("study-1", List.of(settings), () -> {});
  }

  private static Verdict fuzzing(List<Verdict> verdicts) {
    return verdicts.stream()
        .filter(v -> v.metric().equals(FUZZING) && v.hookPoint().equals("all"))
        .findFirst()
        .orElseThrow();
  }

  /** Also what takes several SAE seeds, and only what the study's end has made. */
  @Test
  void theSameSettingsGiveTheSameVerdictsAndOthersTurnAWord() {
    FinishedStudy study =
        new FinishedStudy(
            study("variantSeeds=[0, 1, 2]", "sae.seeds=[0, 1]", "autointerp.latents=24"));
    study.run();
    int stored = study.artifacts.verdicts.size();

    VerdictRevision.Revised same = revise(study);
    assertThat(same.csv()).isEqualTo(study.file("verdicts.csv"));
    assertThat(same.csv()).contains("dictionary_stability.v1");
    assertThat(same.changes()).isEmpty();

    VerdictRevision.Revised wide = revise(study, "statistics.margins={%s: 0.9}".formatted(FUZZING));
    assertThat(fuzzing(same.verdicts()).conclusion()).isNotEqualTo(Conclusion.EQUIVALENT);
    assertThat(fuzzing(wide.verdicts()).conclusion()).isEqualTo(Conclusion.EQUIVALENT);
    assertThat(fuzzing(wide.verdicts()).evidence().margin()).isEqualTo(0.9);
    assertThat(wide.changes())
        .containsExactly("the margin of fuzzing.auroc.v1 is 0.9, in the study 0.02");
    assertThat(wide.spec().statistics().margins()).containsEntry(FUZZING, 0.9);

    VerdictRevision.Revised strict = revise(study, "statistics.confidence=0.99");
    assertThat(strict.changes())
        .containsExactly("statistics.confidence is 0.99, in the study 0.95");
    assertThat(fuzzing(strict.verdicts()).evidence().ciHigh())
        .isGreaterThan(fuzzing(same.verdicts()).evidence().ciHigh());

    assertThat(study.artifacts.verdicts).hasSize(stored);
    assertThat(study.artifacts.savedResults).isEqualTo(1);
  }

  @Test
  void onlySettingsOfVerdictsCanBeOthers() {
    FinishedStudy study = new FinishedStudy(study());
    assertThatThrownBy(() -> revise(study, "sae.k=2"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sae.k: the study has been run with what it is");
    assertThatThrownBy(() -> revise(study, "statistics={}"))
        .hasMessageContaining("only settings under statistics");
    assertThatThrownBy(() -> revise(study, "statistics.bootstrapResamples=10"))
        .hasMessageContaining("no verdict depends on it");
  }

  @Test
  void aMetricThatThereIsNotHasNoMargin() {
    FinishedStudy study = new FinishedStudy(study());
    study.run();
    assertThatThrownBy(() -> revise(study, "statistics.margins={fuzing.auroc.v1: 0.1}"))
        .isInstanceOf(InvalidStudyException.class)
        .hasMessageContaining("statistics.margins.fuzing.auroc.v1: there is no such metric")
        .hasMessageContaining("did you mean fuzzing.auroc.v1?");
    // It is shown beside others, never compared.
    assertThatThrownBy(() -> revise(study, "statistics.margins={fuzzing.lexical.auroc.v1: 0.1}"))
        .isInstanceOf(InvalidStudyException.class);
  }

  @Test
  void verdictsTakeAnEnd() {
    FinishedStudy study = new FinishedStudy(study());
    study.projection.apply(new StudyFact.Requested(study()));
    assertThatThrownBy(() -> revise(study))
        .isInstanceOf(StudyUnderWayException.class)
        .hasMessageContaining("when it has ended");
    assertThatThrownBy(() -> revision(study).revise("another", List.of(), () -> {}))
        .isInstanceOf(StudyNotFoundException.class);
  }
}
