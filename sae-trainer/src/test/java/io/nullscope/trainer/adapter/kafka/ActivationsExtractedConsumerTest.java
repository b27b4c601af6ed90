package io.nullscope.trainer.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.InMemoryObjectStore;
import io.nullscope.artifacts.ObjectStat;
import io.nullscope.artifacts.ObjectStore;
import io.nullscope.artifacts.StoreUnavailableException;
import io.nullscope.messaging.FailureClassifier;
import io.nullscope.messaging.FatalException;
import io.nullscope.messaging.RetryPolicy;
import io.nullscope.messaging.StepException;
import io.nullscope.messaging.StepRunner;
import io.nullscope.messaging.StopSignal;
import io.nullscope.service.Attempts;
import io.nullscope.service.Inboxes;
import io.nullscope.service.Steps;
import io.nullscope.service.StoreFailures;
import io.nullscope.service.StudyRegistry;
import io.nullscope.service.StudyRun;
import io.nullscope.service.WireStudies;
import io.nullscope.study.ModelShape;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.testing.Outages;
import io.nullscope.trainer.application.Patience;
import io.nullscope.trainer.application.SideBySide;
import io.nullscope.trainer.application.TrainSparseAutoencoders;
import io.nullscope.trainer.application.TrainingPace;
import io.nullscope.trainer.fixture.SyntheticActivations;
import io.nullscope.trainer.fixture.TinyStudy;
import io.nullscope.v1.ActivationsExtracted;
import io.nullscope.v1.SaeTrained;
import io.nullscope.v1.StepFailed;
import io.nullscope.v1.TrainingCheckpointed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ActivationsExtractedConsumerTest {

  private static TensorRuntime runtime;

  @TempDir private Path scratch;

  private final List<Message> published = new ArrayList<>();
  private final List<String> subjects = new ArrayList<>();
  private final List<FatalException> fatal = new ArrayList<>();
  private final AtomicInteger acks = new AtomicInteger();
  private final List<Throwable> nacks = new ArrayList<>();
  private final InMemoryObjectStore objects = new InMemoryObjectStore();
  private final ArtifactStore store = new ArtifactStore(objects);
  private final StudyRegistry registry = new StudyRegistry(objects);
  private Runnable beforePublishing = () -> {};

  @BeforeAll
  static void start() {
    runtime = TensorRuntime.start();
  }

  @AfterAll
  static void stop() {
    runtime.close();
  }

  private void consume(ActivationsExtracted event) {
    consume(event, objects);
  }

  private void consume(ActivationsExtracted event, ObjectStore objects) {
    StudyRegistry registry = new StudyRegistry(objects);
    FailureClassifier failures = new StoreFailures();
    StepRunner runner = new StepRunner(failures, new RetryPolicy(2, Duration.ZERO, Duration.ZERO));
    Steps steps = new Steps(runner, registry, new Attempts(objects), this::publish, "sae-trainer");
    StopSignal stop = new StopSignal();
    TrainSparseAutoencoders trainer =
        new TrainSparseAutoencoders(
            runtime,
            new ArtifactStore(objects),
            new TrainingPace(Duration.ofDays(1), Duration.ZERO),
            SideBySide.unlimited(16),
            Patience.of(Duration.ofMillis(1), Duration.ofMillis(1), stop),
            scratch,
            stop);
    new ActivationsExtractedConsumer(
            new Inboxes(runner, fatal::add), steps, registry, trainer, this::publish)
        .consume(
            org.eclipse.microprofile.reactive.messaging.Message.of(
                event.toByteArray(),
                () -> {
                  acks.incrementAndGet();
                  return CompletableFuture.completedFuture(null);
                },
                reason -> {
                  nacks.add(reason);
                  return CompletableFuture.completedFuture(null);
                }));
  }

  private void publish(Message fact, String studyId, String subject) {
    beforePublishing.run();
    published.add(fact);
    subjects.add(subject);
  }

  private ActivationsExtracted event() {
    return event("sae.seeds=[0, 3]");
  }

  private ActivationsExtracted event(String... settings) {
    return ActivationsExtracted.newBuilder()
        .setStudy(WireStudies.toWire(new StudyRun("tiny", 2, TinyStudy.of(settings))))
        .setVariant(WireStudies.toWire(TinyStudy.CELL.variant()))
        .setHookPoint("layers.0")
        .setVariantId("a".repeat(64))
        .setActivationsId(SyntheticActivations.store(store, 1).hex())
        .setTokensId("b".repeat(64))
        .setPositionsId(SyntheticActivations.ALL_POSITIONS.id().hex())
        .setModel(WireStudies.toWire(new ModelShape("llama", 2, 12, 100, 512)))
        .build();
  }

  @Test
  void publishesOneFactForEachSeedAndAcknowledges() {
    ActivationsExtracted event = event();

    consume(event);

    assertThat(nacks).isEmpty();
    assertThat(acks).hasValue(1);
    assertThat(subjects)
        .containsExactly("sae/trained/0/layers.0/topk/0", "sae/trained/0/layers.0/topk/3");
    SaeTrained first = (SaeTrained) published.get(0);
    SaeTrained second = (SaeTrained) published.get(1);
    assertThat(first.getStudy()).isEqualTo(event.getStudy());
    assertThat(first.getCell()).isEqualTo(WireStudies.toWire(TinyStudy.CELL));
    assertThat(first.getVariantId()).isEqualTo(event.getVariantId());
    assertThat(first.getActivationsId()).isEqualTo(event.getActivationsId());
    assertThat(first.getTokensId()).isEqualTo(event.getTokensId());
    assertThat(first.getPositionsId()).isEqualTo(event.getPositionsId());
    assertThat(first.getModel()).isEqualTo(event.getModel());
    assertThat(first.getReused()).isFalse();
    assertThat(second.getSaeId()).isNotEqualTo(first.getSaeId());
    assertThat(store.find("sae", new ArtifactId(second.getSaeId()))).isPresent();
  }

  @Test
  void aFailureIsReportedForEverySeed() {
    consume(event().toBuilder().setActivationsId("0".repeat(64)).build());

    assertThat(acks).hasValue(0);
    assertThat(nacks).hasSize(1);
    assertThat(((StepException) nacks.get(0)).code()).isEqualTo("MISSING_ARTIFACT");
    assertThat(subjects)
        .containsExactly("sae/trained/0/layers.0/topk/0", "sae/trained/0/layers.0/topk/3");
    assertThat(published)
        .allSatisfy(
            fact -> {
              assertThat(((StepFailed) fact).getStep()).isEqualTo("sae");
              assertThat(((StepFailed) fact).getAttempt()).isEqualTo(2);
            });
  }

  @Test
  void aBrokenProcessStopsAtOnceAndLeavesTheRecord() {
    beforePublishing =
        () -> {
          throw new OutOfMemoryError("made up");
        };

    consume(event());

    assertThat(fatal).hasSize(1);
    assertThat(acks).hasValue(0);
    assertThat(nacks).isEmpty();
    assertThat(objects.list("artifacts/sae/")).as("SAEs of both seeds").hasSize(2);
  }

  @Test
  void aStudyThatIsCancelledBetweenTwoSeedsEndsQuietly() {
    beforePublishing = () -> registry.cancel("tiny", 2);

    consume(event());

    assertThat(acks).hasValue(1);
    assertThat(nacks).isEmpty();
    assertThat(subjects).containsExactly("sae/trained/0/layers.0/topk/0");
  }

  /** As after a kill in the middle of a training: nobody else will say that its shards may go. */
  @Test
  void aCancelledStudyGivesItsRollingWindowBack() {
    registry.cancel("tiny", 2);

    consume(event("activations={retention: rolling, windowShards: 4, shardTokens: 128}"));

    assertThat(acks).hasValue(1);
    assertThat(published)
        .singleElement()
        .isInstanceOfSatisfying(
            TrainingCheckpointed.class,
            word -> assertThat(word.getNextShard()).isEqualTo(word.getShards()));
  }

  @Test
  void aTrainingThatCannotGoOnGivesItsRollingWindowBack() {
    consume(event("activations={retention: rolling, windowShards: 4, shardTokens: 128}"));

    assertThat(nacks).hasSize(1);
    assertThat(published).hasSize(2);
    assertThat(published.get(0)).isInstanceOf(StepFailed.class);
    assertThat(published.get(1)).isInstanceOf(TrainingCheckpointed.class);
  }

  @Test
  void aMalformedFactIsRefused() {
    consume(event().toBuilder().setHookPoint("mlp.0").build());
    consume(event().toBuilder().clearVariant().build());

    assertThat(nacks)
        .extracting(reason -> ((StepException) reason).code())
        .containsExactly("MALFORMED_EVENT", "MALFORMED_EVENT");
    assertThat(published).isEmpty();
  }

  /** As one of an older version: its study must not wait for what nobody can make. */
  @Test
  void aFactWithoutWhatItsSaesNeedFailsEachOfThem() {
    consume(event().toBuilder().clearPositionsId().build());

    assertThat(nacks).hasSize(1);
    assertThat(published)
        .isNotEmpty()
        .allSatisfy(fact -> assertThat(((StepFailed) fact).getCode()).isEqualTo("MALFORMED_EVENT"))
        .allSatisfy(fact -> assertThat(((StepFailed) fact).getMessage()).contains("positions_id"));
  }

  /** Whichever of the SAEs it was: the pass died, none of its steps. */
  @Test
  void deathsAreCountedForThePassThatTheSaesShare() {
    ActivationsExtracted event = event();
    beforePublishing =
        () -> {
          throw new OutOfMemoryError("made up");
        };
    for (int death = 0; death < 3; death++) {
      objects.list("artifacts/sae/").toList().forEach(sae -> objects.delete(sae.key()));
      consume(event);
    }
    assertThat(fatal).hasSize(3);
    assertThat(objects.list("attempts/").map(ObjectStat::key))
        .hasSize(3)
        .allMatch(key -> key.startsWith("attempts/tiny/2/training/"));
    objects.list("artifacts/sae/").toList().forEach(sae -> objects.delete(sae.key()));
    beforePublishing =
        () -> assertThat(objects.list("artifacts/sae/")).hasSize(1 + published.size());

    consume(event);

    assertThat(published).hasSize(2).hasOnlyElementsOfType(SaeTrained.class);
    assertThat(acks).hasValue(1);
    assertThat(objects.list("attempts/")).isEmpty();
  }

  @Test
  void theSaeThatKillsTheProcessFailsAndTheOthersAreTrained() {
    for (String work :
        List.of("training/activations/trained/0/layers.0", "sae/trained/0/layers.0/topk/0")) {
      for (int death = 1; death <= 3; death++) {
        objects.put("attempts/tiny/2/" + work + "/" + death, new byte[] {1});
      }
    }

    consume(event());

    assertThat(subjects)
        .containsExactly("sae/trained/0/layers.0/topk/0", "sae/trained/0/layers.0/topk/3");
    assertThat(published.get(0))
        .isInstanceOfSatisfying(
            StepFailed.class, failed -> assertThat(failed.getCode()).isEqualTo("PROCESS_DIED"));
    assertThat(published.get(1)).isInstanceOf(SaeTrained.class);
    assertThat(objects.list("artifacts/sae/")).hasSize(1);
    assertThat(objects.list("attempts/")).isEmpty();
  }

  /** Some are made outside of any step. */
  @Test
  void noCallOfTheStoreThatFailsLosesAnything() {
    ActivationsExtracted event = event("sae.seeds=[0]", "sae.training.epochs=1");
    Outages.ofEachCall(
        ObjectStore.class,
        () -> {
          objects.list("artifacts/sae/").toList().forEach(sae -> objects.delete(sae.key()));
          acks.set(0);
          published.clear();
          return objects;
        },
        () -> new StoreUnavailableException("the store is away", null),
        (failing, number) -> {
          consume(event, failing);

          assertThat(nacks).as("call %d", number).isEmpty();
          assertThat(acks).hasValue(1);
          assertThat(published).last().isInstanceOf(SaeTrained.class);
          assertThat(objects.list("attempts/")).isEmpty();
        });
  }
}
