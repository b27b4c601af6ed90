package io.nullscope.metrics.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nullscope.metrics.domain.Conclusion;
import io.nullscope.metrics.domain.MetricId;
import io.nullscope.metrics.domain.Subject;
import io.nullscope.metrics.domain.Verdict;
import io.nullscope.metrics.fixtures.MadeUpVerdicts;
import io.nullscope.metrics.fixtures.Studies;
import io.nullscope.study.CellKey;
import io.nullscope.study.ModelShape;
import io.nullscope.study.StepId;
import io.nullscope.study.StudySpec;
import io.nullscope.study.VariantKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the projection promises, on any database. */
abstract class StudyProjectionContract extends ProjectionFixture {

  private static Verdict verdict(double effect) {
    Verdict made = MadeUpVerdicts.of(MetricId.COSINE_MEAN, Conclusion.NOT_TESTED, -1, 2 * effect);
    Subject of = made.subject();
    Optional<String> nullSae = effect < 0.5 ? Optional.empty() : Optional.of("random");
    return new Verdict(
        new Subject(of.metric(), of.role(), of.sae(), of.variant(), nullSae, of.hookPoint()),
        made.evidence(),
        made.conclusion(),
        "");
  }

  @Test
  void requestedStudyWaitsForItsVariants() {
    StudyProgress progress = projection.apply(new StudyFact.Requested(study));
    assertThat(progress.study().state()).isEqualTo(StudyState.REQUESTED);
    assertThat(progress.study().startedAt()).isEqualTo(NOW);
    assertThat(progress.study().spec()).contains(study.spec());
    assertThat(progress.steps()).hasSize(2).allMatch(s -> s.state() == StepState.PENDING);
    assertThat(progress.needsResults()).isFalse();
  }

  @Test
  void firstVariantRevealsTheWholePlan() {
    StudyProgress progress = projection.apply(Studies.facts(study).get(0));
    assertThat(progress.study().state()).isEqualTo(StudyState.RUNNING);
    assertThat(progress.study().shape()).contains(Studies.SHAPE);
    assertThat(progress.steps()).hasSize(2 + 2 + 4 * 4);
    assertThat(state(progress, "variant/trained/0")).isEqualTo(StepState.DONE);
    assertThat(progress.steps().get(0).note()).isEqualTo("checkpoint");
  }

  @Test
  void studyEndsWithItsLastStepInWhateverOrderFactsArrive() {
    List<StudyFact> facts = new ArrayList<>(Studies.facts(study));
    for (int seed = 0; seed < 5; seed++) {
      Collections.shuffle(facts, new Random(seed));
      readModel.transaction(
          tables -> {
            tables.studies().clear("study-1");
            return null;
          });
      StudyAttempt again = Studies.attempt(seed + 1);
      List<StudyFact> ofAttempt =
          facts.stream()
              .map(fact -> (StudyFact.OfStudy) fact)
              .map(fact -> Studies.success(again, step(fact)))
              .toList();
      StudyProgress before = applyAll(ofAttempt.subList(0, ofAttempt.size() - 1));
      assertThat(before.needsResults()).isFalse();
      StudyProgress after = projection.apply(ofAttempt.get(ofAttempt.size() - 1));
      assertThat(after.needsResults()).isTrue();
      assertThat(after.outcome()).isEqualTo(StudyState.COMPLETED);
      assertThat(after.study().finishedAt()).contains(NOW);
    }
  }

  private static StepId step(StudyFact fact) {
    if (fact instanceof StudyFact.VariantReady ready) {
      return StepId.variant(ready.variant());
    }
    if (fact instanceof StudyFact.ActivationsReady ready) {
      return StepId.activations(ready.variant());
    }
    if (fact instanceof StudyFact.SaeReady ready) {
      return StepId.sae(ready.cell());
    }
    if (fact instanceof StudyFact.LatentsReady ready) {
      return StepId.latents(ready.cell());
    }
    StudyFact.MetricsReady ready = (StudyFact.MetricsReady) fact;
    return ready.group() == MetricGroup.RECONSTRUCTION
        ? StepId.reconstruction(ready.cell())
        : StepId.interpretability(ready.cell());
  }

  @Test
  void redeliveredFactsChangeNothing() {
    List<StudyFact> facts = Studies.facts(study);
    StudyProgress ended = applyAll(facts);
    StudyProgress finished = projection.finish("study-1", 1, "r1", List.of(verdict(0.5)));
    assertThat(finished.study().state()).isEqualTo(StudyState.COMPLETED);
    assertThat(finished.study().resultsId()).contains("r1");
    assertThat(applyAll(facts)).isEqualTo(finished);
    assertThat(finished.steps()).isEqualTo(ended.steps());
    assertThat(projection.finish("study-1", 1, "r2", List.of())).isEqualTo(finished);
    assertThat(storedVerdicts()).containsExactly(verdict(0.5));
  }

  @Test
  void aReusedStepThatIsToldAgainStaysAsItWas() {
    StudyFact.SaeReady done = (StudyFact.SaeReady) Studies.success(study, StepId.sae(TRAINED_0));
    projection.apply(done);
    StudyProgress progress =
        projection.apply(
            new StudyFact.SaeReady(study, TRAINED_0, done.saeId(), Studies.SHAPE, true));
    assertThat(state(progress, "sae/trained/0/layers.0/topk/0")).isEqualTo(StepState.DONE);
    CellKey other = CellKey.parse("trained/0/layers.1/topk/0");
    progress = projection.apply(new StudyFact.SaeReady(study, other, "x", Studies.SHAPE, true));
    assertThat(state(progress, "sae/trained/0/layers.1/topk/0")).isEqualTo(StepState.REUSED);
  }

  @Test
  void failureBlocksWhatDependsOnItAndEndsTheStudyWithTheRest() {
    StepId broken = StepId.sae(TRAINED_0);
    StudyProgress progress = null;
    for (StudyFact fact : Studies.facts(study)) {
      StepId step = step(fact);
      if (!step.cell().equals(Optional.of(TRAINED_0))) {
        progress = projection.apply(fact);
      }
    }
    assertThat(progress.needsResults()).isFalse();
    progress = projection.apply(Studies.failure(study, broken, "TOO_FEW_TOKENS"));
    assertThat(state(progress, "sae/trained/0/layers.0/topk/0")).isEqualTo(StepState.FAILED);
    assertThat(state(progress, "interpretability/trained/0/layers.0/topk/0"))
        .isEqualTo(StepState.BLOCKED);
    assertThat(state(progress, "sae/trained/0/layers.1/topk/0")).isEqualTo(StepState.DONE);
    assertThat(progress.needsResults()).isTrue();
    assertThat(progress.outcome()).isEqualTo(StudyState.FAILED);
    assertThat(progress.failures())
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.code()).isEqualTo("TOO_FEW_TOKENS");
              assertThat(failure.message()).isEqualTo("something is wrong; do this");
            });
  }

  @Test
  void aStepThatSucceedsAfterAllReopensAnEndedStudy() {
    failureBlocksWhatDependsOnItAndEndsTheStudyWithTheRest();
    projection.finish("study-1", 1, "r1", List.of());
    StudyProgress progress = projection.apply(Studies.success(study, StepId.sae(TRAINED_0)));
    assertThat(progress.study().state()).isEqualTo(StudyState.RUNNING);
    assertThat(progress.failures()).isEmpty();
    assertThat(progress.study().resultsId()).isEmpty();
    assertThat(state(progress, "latents/trained/0/layers.0/topk/0")).isEqualTo(StepState.PENDING);
    // A failure that arrives late does not undo the success.
    progress = projection.apply(Studies.failure(study, StepId.sae(TRAINED_0), "LATE"));
    assertThat(state(progress, "sae/trained/0/layers.0/topk/0")).isEqualTo(StepState.DONE);
    assertThat(progress.failures()).isEmpty();
  }

  @Test
  void studyWithoutAnyVariantFails() {
    projection.apply(new StudyFact.Requested(study));
    VariantKey trained = VariantKey.parse("trained/0");
    VariantKey step0 = VariantKey.parse("step0/0");
    StudyProgress progress =
        projection.apply(Studies.failure(study, StepId.variant(trained), "MODEL_NOT_FOUND"));
    assertThat(progress.needsResults()).isFalse();
    progress = projection.apply(Studies.failure(study, StepId.variant(step0), "MODEL_NOT_FOUND"));
    assertThat(progress.needsResults()).isTrue();
    assertThat(progress.outcome()).isEqualTo(StudyState.FAILED);
  }

  @Test
  void refusedStudyFailsAtOnceEvenIfItIsNotKnown() {
    StudyProgress progress =
        projection.apply(Studies.failure(study, StepId.study(), "INVALID_STUDY"));
    assertThat(progress.needsResults()).isTrue();
    assertThat(progress.study().name()).isEqualTo("study-1");
    StudyProgress finished = projection.finish("study-1", 1, "r", List.of());
    assertThat(finished.study().state()).isEqualTo(StudyState.FAILED);
  }

  @Test
  void aRefusedNamesakeDoesNotHarmTheStudy() {
    projection.apply(new StudyFact.Requested(study));
    StudyProgress progress =
        projection.apply(Studies.failure(study, StepId.study(), "STUDY_ID_TAKEN"));
    assertThat(progress.failures()).isEmpty();
    assertThat(progress.needsResults()).isFalse();
  }

  @Test
  void modelThatDoesNotFitTheStudyFailsIt() {
    ModelShape small = new ModelShape("llama", 2, 8, 100, 64);
    StudyProgress progress =
        projection.apply(
            new StudyFact.VariantReady(
                study, VariantKey.parse("trained/0"), "v", small, "checkpoint", List.of(), false));
    assertThat(progress.needsResults()).isTrue();
    assertThat(progress.failures().get(0).code()).isEqualTo("CONTEXT_TOO_LONG");
    assertThat(progress.failures().get(0).message()).contains("at most 64");
  }

  @Test
  void whatIsToBeKnownAboutAVariantIsKept() {
    StudyFact ready = Studies.facts(study).get(0);
    StudyFact.VariantReady variant = (StudyFact.VariantReady) ready;
    StudyProgress progress =
        projection.apply(
            new StudyFact.VariantReady(
                study,
                variant.variant(),
                variant.variantId(),
                variant.shape(),
                "checkpoint",
                List.of("documents begin with 7 'the'", "config.json has a field"),
                false));
    assertThat(Notice.of(progress))
        .containsExactly(
            new Notice("documents begin with 7 'the'", List.of(variant.variant().id())),
            new Notice("config.json has a field", List.of(variant.variant().id())));
  }

  @Test
  void newAttemptStartsOverAndOldFactsAreIgnored() {
    applyAll(Studies.facts(study));
    projection.finish("study-1", 1, "r1", List.of(verdict(1)));
    StudyAttempt second = projection.request("study-1", study.spec()).study();
    assertThat(second.attempt()).isEqualTo(2);
    StudyProgress progress = projection.apply(Studies.facts(study).get(0));
    assertThat(progress.study().attempt()).isEqualTo(2);
    assertThat(progress.study().state()).isEqualTo(StudyState.REQUESTED);
    assertThat(progress.steps()).hasSize(2).allMatch(s -> s.state() == StepState.PENDING);
    assertThat(storedCells()).isEmpty();
    assertThat(storedVerdicts()).isEmpty();
    progress = projection.apply(Studies.failure(study, StepId.study(), "OLD"));
    assertThat(progress.failures()).isEmpty();
    assertThat(projection.finish("study-1", 1, "old", List.of()).study().resultsId()).isEmpty();
    progress = applyAll(Studies.facts(second));
    assertThat(progress.needsResults()).isTrue();
  }

  @Test
  void aFactOfANewerAttemptStartsItBeforeItsRequestArrives() {
    projection.apply(new StudyFact.Requested(study));
    StudyAttempt second = Studies.attempt(2);
    StudyProgress progress = projection.apply(Studies.facts(second).get(0));
    assertThat(progress.study().attempt()).isEqualTo(2);
    assertThat(projection.apply(new StudyFact.Requested(second))).isEqualTo(progress);
  }

  @Test
  void otherSpecificationUnderTheSameIdIsAConflict() {
    projection.apply(new StudyFact.Requested(study));
    StudySpec other = Studies.spec("other", "trained, control");
    assertThatThrownBy(
            () -> projection.apply(new StudyFact.Requested(new StudyAttempt("study-1", 1, other))))
        .isInstanceOf(StudyConflictException.class)
        .hasMessageContaining("study id 'study-1' belongs to another study");
    assertThatThrownBy(() -> projection.request("study-1", other))
        .isInstanceOf(StudyConflictException.class);
    assertThat(projection.apply(new StudyFact.Requested(study)).study().attempt()).isEqualTo(1);
  }

  @Test
  void cancelledStudyStaysCancelled() {
    projection.apply(new StudyFact.Requested(study));
    assertThat(projection.cancel("study-1").study().state()).isEqualTo(StudyState.CANCELLED);
    StudyProgress progress = applyAll(Studies.facts(study));
    assertThat(progress.study().state()).isEqualTo(StudyState.CANCELLED);
    assertThat(progress.needsResults()).isFalse();
    assertThat(projection.request("study-1", study.spec()).study().attempt()).isEqualTo(2);
    assertThatThrownBy(() -> projection.cancel("nobody"))
        .isInstanceOf(StudyNotFoundException.class);
  }
}
