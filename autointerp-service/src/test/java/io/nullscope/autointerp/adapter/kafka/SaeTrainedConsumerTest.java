package io.nullscope.autointerp.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.InMemoryObjectStore;
import io.nullscope.autointerp.adapter.djl.LiveActivations;
import io.nullscope.autointerp.adapter.djl.SaeLatentCaches;
import io.nullscope.autointerp.adapter.store.ProtoScoredLatents;
import io.nullscope.autointerp.adapter.store.StoredActivations;
import io.nullscope.autointerp.adapter.store.StoredTokens;
import io.nullscope.autointerp.application.InterpretSae;
import io.nullscope.autointerp.fixture.MadeUpInterpreters;
import io.nullscope.autointerp.fixture.StoredCell;
import io.nullscope.autointerp.fixture.TinyStudy;
import io.nullscope.messaging.FailureClassifier;
import io.nullscope.messaging.FatalException;
import io.nullscope.messaging.RetryPolicy;
import io.nullscope.messaging.StepException;
import io.nullscope.messaging.StepRunner;
import io.nullscope.service.Attempts;
import io.nullscope.service.Inboxes;
import io.nullscope.service.Steps;
import io.nullscope.service.StoreFailures;
import io.nullscope.service.StudyRegistry;
import io.nullscope.service.StudyRun;
import io.nullscope.service.WireStudies;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.v1.LatentsScored;
import io.nullscope.v1.SaeTrained;
import io.nullscope.v1.StepFailed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SaeTrainedConsumerTest {

  private static TensorRuntime runtime;

  private final List<Message> published = new ArrayList<>();
  private final List<String> subjects = new ArrayList<>();
  private final List<FatalException> fatal = new ArrayList<>();
  private final AtomicInteger acks = new AtomicInteger();
  private final List<Throwable> nacks = new ArrayList<>();
  private final InMemoryObjectStore objects = new InMemoryObjectStore();
  private final ArtifactStore store = new ArtifactStore(objects);

  @BeforeAll
  static void start() {
    runtime = TensorRuntime.start();
  }

  @AfterAll
  static void stop() {
    runtime.close();
  }

  private void consume(SaeTrained event) {
    FailureClassifier failures = new StoreFailures();
    StepRunner runner = new StepRunner(failures, new RetryPolicy(2, Duration.ZERO, Duration.ZERO));
    Steps steps =
        new Steps(
            runner,
            new StudyRegistry(objects),
            new Attempts(objects),
            this::publish,
            "autointerp-service");
    InterpretSae interpretSae =
        new InterpretSae(
            store,
            new SaeLatentCaches(runtime, store),
            new StoredActivations(store),
            new LiveActivations(runtime, store),
            new StoredTokens(store),
            new ProtoScoredLatents(),
            MadeUpInterpreters.lexical());
    new SaeTrainedConsumer(new Inboxes(runner, fatal::add), steps, interpretSae, this::publish)
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
    published.add(fact);
    subjects.add(subject);
  }

  private SaeTrained event() {
    StoredCell cell = StoredCell.put(runtime, store);
    return SaeTrained.newBuilder()
        .setStudy(WireStudies.toWire(new StudyRun("tiny", 2, TinyStudy.of())))
        .setCell(WireStudies.toWire(TinyStudy.CELL))
        .setVariantId(cell.variantId().hex())
        .setActivationsId(cell.activationsId().hex())
        .setTokensId(cell.tokensId().hex())
        .setPositionsId(cell.positionsId().hex())
        .setSaeId(cell.saeId().hex())
        .setModel(WireStudies.toWire(StoredCell.MODEL))
        .build();
  }

  @Test
  void publishesOneFactAndAcknowledges() {
    SaeTrained event = event();

    consume(event);
    consume(event);

    assertThat(nacks).isEmpty();
    assertThat(acks).hasValue(2);
    assertThat(subjects)
        .containsExactly("latents/trained/0/layers.1/topk/0", "latents/trained/0/layers.1/topk/0");
    LatentsScored scored = (LatentsScored) published.get(0);
    assertThat(scored.getStudy()).isEqualTo(event.getStudy());
    assertThat(scored.getCell()).isEqualTo(event.getCell());
    assertThat(scored.getSaeId()).isEqualTo(event.getSaeId());
    assertThat(scored.getReused()).isFalse();
    assertThat(objects.stat("artifacts/latents/" + scored.getLatentsId() + "/manifest.json"))
        .isPresent();
    assertThat(published.get(1)).isEqualTo(scored.toBuilder().setReused(true).build());
  }

  @Test
  void aFailureIsReportedForTheStepAndTheRecordRefused() {
    consume(event().toBuilder().setSaeId("0".repeat(64)).build());

    assertThat(acks).hasValue(0);
    assertThat(((StepException) nacks.get(0)).code()).isEqualTo("MISSING_ARTIFACT");
    StepFailed failed = (StepFailed) published.get(0);
    assertThat(failed.getStepId()).isEqualTo("latents/trained/0/layers.1/topk/0");
    assertThat(failed.getStep()).isEqualTo("latents");
    assertThat(failed.getAttempt()).isEqualTo(2);
  }

  /** Where the step is known its study is told, so that it does not wait. */
  @Test
  void aMalformedFactIsRefused() {
    consume(event().toBuilder().setSaeId("not a digest").build());
    consume(event().toBuilder().clearPositionsId().build());
    consume(event().toBuilder().clearCell().build());

    assertThat(nacks)
        .extracting(reason -> ((StepException) reason).code())
        .containsExactly("MALFORMED_EVENT", "MALFORMED_EVENT", "MALFORMED_EVENT");
    assertThat(published)
        .hasSize(2)
        .allSatisfy(fact -> assertThat(((StepFailed) fact).getCode()).isEqualTo("MALFORMED_EVENT"));
  }
}
