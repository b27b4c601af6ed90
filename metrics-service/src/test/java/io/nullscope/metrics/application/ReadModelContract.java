package io.nullscope.metrics.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nullscope.metrics.adapter.store.ReadModelException;
import io.nullscope.metrics.domain.CellCounts;
import io.nullscope.metrics.domain.CellMetrics;
import io.nullscope.metrics.domain.LanguageModelUsage;
import io.nullscope.metrics.domain.RocCurve;
import io.nullscope.metrics.fixtures.Studies;
import io.nullscope.study.CellKey;
import io.nullscope.study.StepId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the read model promises, on any database. */
abstract class ReadModelContract extends ProjectionFixture {

  @Test
  void cellsAreStoredWithAllTheirNumbers() {
    applyAll(Studies.facts(study));
    List<CellRecord> cells = storedCells();
    assertThat(cells).hasSize(4);
    CellRecord cell = storedCell(TRAINED_0);
    assertThat(cells).contains(cell);
    CellMetrics reconstruction =
        artifacts.metrics.get(Studies.artifactId(StepId.reconstruction(TRAINED_0)));
    CellMetrics latents =
        artifacts.metrics.get(Studies.artifactId(StepId.interpretability(TRAINED_0)));
    assertThat(cell.metrics()).hasSize(30).containsAllEntriesOf(reconstruction.metrics());
    assertThat(cell.metrics()).containsAllEntriesOf(latents.metrics());
    assertThat(cell.rocCurves()).isEqualTo(latents.rocCurves());
    assertThat(cell.counts()).isEqualTo(latents.counts().orElseThrow());
    assertThat(cell.positions()).isEqualTo(reconstruction.positions()).isPresent();
    assertThat(cell.latentsId()).contains(Studies.artifactId(StepId.latents(TRAINED_0)));
    assertThat(cell.metricsIds()).hasSize(2);
    // ce.recovered is undefined for step0: NaN and the note survive the database.
    CellRecord step0 = storedCell(CellKey.parse("step0/0/layers.0/topk/0"));
    assertThat(step0.metrics().get("ce.recovered.v2").value()).isNaN();
    assertThat(step0.metrics().get("ce.recovered.v2").note()).contains("nothing to recover");
    Optional<RocCurve> curve =
        readModel.transaction(t -> t.cells().rocCurve("study-1", TRAINED_0, "detection"));
    assertThat(curve).contains(latents.rocCurves().get("detection"));
    Optional<RocCurve> none =
        readModel.transaction(t -> t.cells().rocCurve("study-1", TRAINED_0, "other"));
    assertThat(none).isEmpty();
  }

  @Test
  void failuresByReasonAndUsageAreStoredAndReplaced() {
    projection.apply(new StudyFact.Requested(study));
    CellCounts first =
        new CellCounts(
            9,
            8,
            7,
            Map.of("timeout", 3L, "refused", 2L),
            new LanguageModelUsage(100, 5_000_000_000L, 700, Map.of("timeout", 4L), 0.125));
    CellCounts second =
        new CellCounts(
            9, 8, 7, Map.of("refused", 1L), new LanguageModelUsage(50, 1, 2, Map.of(), 0));
    for (CellCounts counts : List.of(first, second)) {
      CellMetrics metrics =
          new CellMetrics(Map.of(), Map.of(), Optional.of(counts), Optional.empty(), Map.of());
      readModel.transaction(
          tables -> {
            tables
                .cells()
                .putMetrics("study-1", TRAINED_0, MetricGroup.INTERPRETABILITY, "metrics", metrics);
            return null;
          });
      assertThat(storedCell(TRAINED_0).counts()).isEqualTo(counts);
    }
    readModel.transaction(
        tables -> {
          tables.studies().clear("study-1");
          return null;
        });
    assertThat(storedCells()).isEmpty();
  }

  @Test
  void whatIsLeftToDoIsFoundUntilItIsTold() {
    applyAll(Studies.facts(study));
    assertThat(due()).containsExactly("study-1");

    StudyProgress done = projection.finish("study-1", 1, "f".repeat(64), List.of());
    assertThat(due()).containsExactly("study-1");

    projection.told(done);
    assertThat(due()).isEmpty();

    // The next attempt is an end of its own.
    projection.apply(new StudyFact.Requested(Studies.attempt(2)));
    assertThat(due()).isEmpty();
    applyAll(Studies.facts(Studies.attempt(2)));
    StudyProgress again = projection.finish("study-1", 2, "f".repeat(64), List.of());
    assertThat(due()).containsExactly("study-1");
    // Of an end that is no longer the last one nothing is noted.
    projection.told(done);
    assertThat(due()).containsExactly("study-1");
    projection.told(again);
    assertThat(due()).isEmpty();
  }

  /** By the clock of the database: a claim of no seconds has ended when the next one asks. */
  @Test
  void theEndOfAStudyBelongsToOneProcessUntilItIsGivenBackOrItsLeaseEnds() {
    projection.apply(new StudyFact.Requested(study));
    Duration hour = Duration.ofHours(1);
    assertThat(claim("a", hour)).isTrue();
    assertThat(claim("b", hour)).isFalse();
    assertThat(claim("a", hour)).isTrue();
    // What happens to the study meanwhile is another matter.
    applyAll(Studies.facts(study));
    assertThat(claim("b", hour)).isFalse();

    release("b");
    assertThat(claim("b", hour)).isFalse();
    release("a");
    assertThat(claim("b", Duration.ZERO)).isTrue();
    assertThat(claim("a", hour)).isTrue();
    assertThat(claim("b", hour)).isFalse();
    assertThat(readModel.<Boolean>transaction(t -> t.studies().claim("no such study", "a", hour)))
        .isFalse();
  }

  private boolean claim(String owner, Duration lease) {
    return readModel.transaction(tables -> tables.studies().claim("study-1", owner, lease));
  }

  private void release(String owner) {
    readModel.transaction(
        tables -> {
          tables.studies().release("study-1", owner);
          return null;
        });
  }

  /** A claim that its process does not lose is renewed; one that it loses ends the work. */
  @Test
  void workUnderAClaimEndsWhenTheClaimIsLost() {
    projection.apply(new StudyFact.Requested(study));
    try (EndClaims mine = new EndClaims(readModel, "mine", Duration.ofSeconds(1))) {
      assertThatThrownBy(
              () ->
                  mine.hold(
                      "study-1",
                      claim -> {
                        release("mine");
                        assertThat(claim("other", Duration.ofHours(1))).isTrue();
                        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
                        while (System.nanoTime() < limit) {
                          claim.check();
                          Thread.onSpinWait();
                        }
                      }))
          .isInstanceOf(StillWanted.NotWantedException.class);

      // What belongs to the other is left to it.
      assertThat(mine.hold("study-1", claim -> {})).isFalse();
      release("other");
      assertThat(mine.hold("study-1", EndClaims.Claim::check)).isTrue();
      assertThat(claim("other", Duration.ofHours(1))).isTrue();
    }
  }

  @Test
  void workUnderAClaimKeepsItForLongerThanItsLease() {
    projection.apply(new StudyFact.Requested(study));
    try (EndClaims mine = new EndClaims(readModel, "mine", Duration.ofSeconds(1))) {
      boolean held =
          mine.hold(
              "study-1",
              claim -> {
                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
                while (System.nanoTime() < end) {
                  assertThat(claim("other", Duration.ofHours(1))).isFalse();
                  claim.check();
                }
              });
      assertThat(held).isTrue();
    }
  }

  private List<String> due() {
    return readModel.snapshot(tables -> tables.studies().due());
  }

  @Test
  void concurrentFactsSeeTheLastStepEndOnce() throws Exception {
    projection.apply(new StudyFact.Requested(study));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<StudyProgress>> futures =
          threads.invokeAll(
              Studies.facts(study).stream()
                  .<Callable<StudyProgress>>map(fact -> () -> projection.apply(fact))
                  .toList());
      int ends = 0;
      for (Future<StudyProgress> future : futures) {
        ends += future.get().needsResults() ? 1 : 0;
      }
      assertThat(ends).isEqualTo(1);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void snapshotsShowAStudyAndItsStepsAtTheSameMoment() {
    projection.apply(new StudyFact.Requested(study));
    StudyProgress seen =
        readModel.snapshot(
            tables -> {
              StudyRecord before = tables.studies().find("study-1").orElseThrow();
              projection.apply(Studies.facts(study).get(0));
              return StudyProgress.of(
                  before, tables.studies().steps("study-1"), tables.studies().failures("study-1"));
            });
    assertThat(seen.study().state()).isEqualTo(StudyState.REQUESTED);
    assertThat(seen.steps()).allMatch(step -> step.state() == StepState.PENDING);
    assertThat(storedStudy("study-1").orElseThrow().state()).isEqualTo(StudyState.RUNNING);
  }

  /** It would fail again for ever: whoever tries again what may pass must not try this again. */
  @Test
  void whatTheTablesCannotHoldIsRefusedForGood() {
    projection.apply(new StudyFact.Requested(study));
    StepFailure failure =
        new StepFailure(StepId.study(), "study", "C".repeat(129), "m", "REJECTED", "service");
    assertThatThrownBy(
            () ->
                readModel.transaction(
                    tables -> {
                      tables.studies().putFailure("study-1", failure);
                      return null;
                    }))
        .isInstanceOfSatisfying(
            ReadModelException.class, refused -> assertThat(refused.isRetryable()).isFalse());
  }

  @Test
  void failedTransactionLeavesNothingBehind() {
    assertThatThrownBy(
            () ->
                readModel.transaction(
                    tables -> {
                      tables
                          .studies()
                          .insertIfAbsent(StudyRecord.fresh("half", 1, Optional.empty(), NOW));
                      throw new IllegalStateException("stop");
                    }))
        .hasMessage("stop");
    assertThat(storedStudy("half")).isEmpty();
  }
}
