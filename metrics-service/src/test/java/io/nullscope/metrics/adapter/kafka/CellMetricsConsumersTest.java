package io.nullscope.metrics.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.nullscope.artifacts.InMemoryObjectStore;
import io.nullscope.messaging.FailureClassifier;
import io.nullscope.messaging.RetryPolicy;
import io.nullscope.messaging.StepException;
import io.nullscope.messaging.StepRunner;
import io.nullscope.metrics.application.CellMetricsComputation;
import io.nullscope.metrics.application.ReconstructionEvaluator;
import io.nullscope.metrics.application.StudyAttempt;
import io.nullscope.metrics.domain.CellPositions;
import io.nullscope.metrics.domain.DocumentSums;
import io.nullscope.metrics.domain.LanguageModelUsage;
import io.nullscope.metrics.domain.Proportion;
import io.nullscope.metrics.domain.ScoredLatents;
import io.nullscope.metrics.domain.VectorSums;
import io.nullscope.metrics.fixtures.FakeArtifacts;
import io.nullscope.metrics.fixtures.Studies;
import io.nullscope.service.Attempts;
import io.nullscope.service.Inboxes;
import io.nullscope.service.Steps;
import io.nullscope.service.StoreFailures;
import io.nullscope.service.StudyRegistry;
import io.nullscope.service.StudyRun;
import io.nullscope.service.WireStudies;
import io.nullscope.study.CellKey;
import io.nullscope.v1.LatentsScored;
import io.nullscope.v1.MetricsComputed;
import io.nullscope.v1.SaeTrained;
import io.nullscope.v1.StepFailed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** {@link SaeTrainedConsumer} and {@link LatentsScoredConsumer}. */
class CellMetricsConsumersTest {

  private static final String LATENTS = "c".repeat(64);

  private final StudyAttempt study = Studies.attempt(2);
  private final CellKey cell = CellKey.parse("step0/0/layers.1/topk/0");
  private final SaeTrained saeTrained =
      SaeTrained.newBuilder()
          .setStudy(
              WireStudies.toWire(new StudyRun(study.studyId(), study.attempt(), study.spec())))
          .setCell(WireStudies.toWire(cell))
          .setVariantId("a".repeat(64))
          .setTokensId("b".repeat(64))
          .setPositionsId("e".repeat(64))
          .setSaeId("d".repeat(64))
          .setModel(WireStudies.toWire(Studies.SHAPE))
          .build();
  private final LatentsScored latentsScored =
      LatentsScored.newBuilder()
          .setStudy(saeTrained.getStudy())
          .setCell(saeTrained.getCell())
          .setSaeId(saeTrained.getSaeId())
          .setLatentsId(LATENTS)
          .build();

  private final FakeArtifacts artifacts = new FakeArtifacts();
  private final List<ReconstructionEvaluator.Cell> evaluated = new ArrayList<>();
  private final List<Message> published = new ArrayList<>();
  private final List<String> subjects = new ArrayList<>();
  private final AtomicInteger acks = new AtomicInteger();
  private final List<Throwable> nacks = new ArrayList<>();

  private final FailureClassifier failures = new StoreFailures();
  private final StepRunner runner =
      new StepRunner(failures, new RetryPolicy(1, Duration.ZERO, Duration.ZERO));
  private final Inboxes inboxes = new Inboxes(runner, fatal -> nacks.add(fatal));
  private final CellMetricsComputation computation =
      new CellMetricsComputation(artifacts, this::evaluate);
  private final CellMetricsSteps steps =
      new CellMetricsSteps(
          new Steps(
              runner,
              new StudyRegistry(new InMemoryObjectStore()),
              new Attempts(new InMemoryObjectStore()),
              this::publish,
              "metrics-service"),
          this::publish);

  private ReconstructionEvaluator.Evaluation evaluate(ReconstructionEvaluator.Cell of) {
    evaluated.add(of);
    VectorSums sums = new VectorSums(2, new double[] {1}, 4, 1);
    return new ReconstructionEvaluator.Evaluation(
        List.of(new DocumentSums(0, sums, sums, 2, 1, 2, 1, 3, 5, 1, 2, 3, 4)),
        new Proportion(3, 4),
        new CellPositions(Map.of(), OptionalDouble.empty(), 0.1),
        List.of());
  }

  private void publish(Message fact, String studyId, String subject) {
    assertThat(studyId).isEqualTo(study.studyId());
    published.add(fact);
    subjects.add(subject);
  }

  private void consume(SaeTrained event) {
    new SaeTrainedConsumer(inboxes, steps, computation).consume(record(event));
  }

  private void consume(LatentsScored event) {
    new LatentsScoredConsumer(inboxes, steps, computation).consume(record(event));
  }

  private org.eclipse.microprofile.reactive.messaging.Message<byte[]> record(Message event) {
    return org.eclipse.microprofile.reactive.messaging.Message.of(
        event.toByteArray(),
        () -> {
          acks.incrementAndGet();
          return CompletableFuture.completedFuture(null);
        },
        reason -> {
          nacks.add(reason);
          return CompletableFuture.completedFuture(null);
        });
  }

  @Test
  void aTrainedSaeGetsItsReconstructionMetrics() {
    consume(saeTrained);
    consume(saeTrained);

    assertThat(nacks).isEmpty();
    assertThat(acks).hasValue(2);
    assertThat(subjects)
        .containsExactly(
            "reconstruction/step0/0/layers.1/topk/0", "reconstruction/step0/0/layers.1/topk/0");
    MetricsComputed first = (MetricsComputed) published.get(0);
    assertThat(first.getStudy()).isEqualTo(saeTrained.getStudy());
    assertThat(first.getCell()).isEqualTo(saeTrained.getCell());
    assertThat(first.getGroup()).isEqualTo("reconstruction");
    assertThat(first.getSaeId()).isEqualTo(saeTrained.getSaeId());
    assertThat(artifacts.metrics).containsOnlyKeys(first.getMetricsId());
    assertThat(first.getReused()).isFalse();
    assertThat(published.get(1)).isEqualTo(first.toBuilder().setReused(true).build());
    assertThat(evaluated)
        .containsExactly(
            new ReconstructionEvaluator.Cell(
                study,
                cell,
                saeTrained.getVariantId(),
                saeTrained.getTokensId(),
                saeTrained.getPositionsId(),
                saeTrained.getSaeId()));
  }

  @Test
  void scoredLatentsGetTheirInterpretabilityMetrics() {
    artifacts.latents.put(
        LATENTS,
        new ScoredLatents(
            64,
            50,
            40,
            160_000,
            List.of(),
            "lexical",
            List.of("lexical"),
            "",
            List.of(),
            LanguageModelUsage.NONE));

    consume(latentsScored);

    assertThat(nacks).isEmpty();
    assertThat(acks).hasValue(1);
    assertThat(subjects).containsExactly("interpretability/step0/0/layers.1/topk/0");
    MetricsComputed fact = (MetricsComputed) published.get(0);
    assertThat(fact.getGroup()).isEqualTo("interpretability");
    assertThat(fact.getSaeId()).isEqualTo(latentsScored.getSaeId());
    assertThat(artifacts.metrics).containsOnlyKeys(fact.getMetricsId());
    assertThat(evaluated).isEmpty();
  }

  @Test
  void aFailureIsReportedUnderTheStep() {
    consume(latentsScored);

    assertThat(acks).hasValue(0);
    assertThat(nacks).hasSize(1);
    StepFailed fact = (StepFailed) published.get(0);
    assertThat(fact.getStepId()).isEqualTo("interpretability/step0/0/layers.1/topk/0");
    assertThat(fact.getStep()).isEqualTo("interpretability");
    assertThat(fact.getAttempt()).isEqualTo(2);
    assertThat(fact.getMessage()).contains("no latents " + LATENTS);
  }

  /** A fact of an older version lacks its positions: where the step is known its study is told. */
  @Test
  void malformedFactsAreRefused() {
    consume(saeTrained.toBuilder().setSaeId("no digest").build());
    consume(saeTrained.toBuilder().clearPositionsId().build());
    consume(saeTrained.toBuilder().clearCell().build());
    consume(latentsScored.toBuilder().setLatentsId("no digest").build());

    assertThat(nacks)
        .hasSize(4)
        .allSatisfy(
            reason -> assertThat(((StepException) reason).code()).isEqualTo("MALFORMED_EVENT"));
    assertThat(published)
        .singleElement()
        .isInstanceOfSatisfying(
            StepFailed.class, failed -> assertThat(failed.getMessage()).contains("positions_id"));
  }
}
