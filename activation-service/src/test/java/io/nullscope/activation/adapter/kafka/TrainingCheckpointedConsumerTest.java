package io.nullscope.activation.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.nullscope.activation.adapter.corpus.FileCorpora;
import io.nullscope.activation.adapter.djl.LanguageModelRunner;
import io.nullscope.activation.application.ExtractActivations;
import io.nullscope.activation.application.ExtractedActivations;
import io.nullscope.activation.application.StreamActivations;
import io.nullscope.activation.application.TokenWindows;
import io.nullscope.activation.fixture.TinyCorpus;
import io.nullscope.activation.fixture.TinyVariant;
import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.InMemoryObjectStore;
import io.nullscope.artifacts.rows.ShardWindow;
import io.nullscope.demo.DemoAssets;
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
import io.nullscope.study.CorpusSpec;
import io.nullscope.study.HookPoint;
import io.nullscope.study.PositionsSpec;
import io.nullscope.study.StudySpecReader;
import io.nullscope.study.VariantKey;
import io.nullscope.study.VariantKind;
import io.nullscope.tensor.TensorRuntime;
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

class TrainingCheckpointedConsumerTest {

  private static TensorRuntime runtime;

  @TempDir private Path directory;

  private final List<FatalException> fatal = new ArrayList<>();
  private final AtomicInteger acks = new AtomicInteger();
  private final List<Throwable> nacks = new ArrayList<>();
  private final InMemoryObjectStore objects = new InMemoryObjectStore();
  private final ArtifactStore store = new ArtifactStore(objects);
  private final StudyRegistry registry = new StudyRegistry(objects);

  @BeforeAll
  static void start() {
    runtime = TensorRuntime.start();
  }

  @AfterAll
  static void stop() {
    runtime.close();
  }

  private void consume(TrainingCheckpointed event) {
    StepRunner runner =
        new StepRunner(new StoreFailures(), new RetryPolicy(2, Duration.ZERO, Duration.ZERO));
    try (StreamActivations streams =
        new StreamActivations(new LanguageModelRunner(runtime, store), store)) {
      new TrainingCheckpointedConsumer(
              new Inboxes(runner, fatal::add),
              new Steps(
                  runner,
                  registry,
                  new Attempts(objects),
                  (fact, study, subject) -> {},
                  "activation-service"),
              registry,
              streams)
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
  }

  private TrainingCheckpointed event(String retention) {
    CorpusSpec corpus =
        TinyCorpus.random(300, 20, 1).write(directory.resolve("corpus.jsonl"), 8, 640, 64, 640);
    String study =
        """
        name: tiny
        model: { source: "file:model" }
        corpus: { source: "%s", contextLength: 8, trainTokens: 640, evalTokens: 64, interpTokens: 640 }
        activations: %s
        sae: { latents: 64, k: 4, training: { batchSize: 64 } }
        autointerp: { windowLength: 8 }
        """
            .formatted(corpus.source(), retention);
    ArtifactId variantId = new TinyVariant(TinyVariant.NEOX, 1).store(store);
    ExtractedActivations offered =
        new ExtractActivations(
                new LanguageModelRunner(runtime, store),
                new TokenWindows(new FileCorpora(new DemoAssets()), store),
                store)
            .offer(corpus, PositionsSpec.DEFAULT, variantId, List.of(new HookPoint(0)));
    return TrainingCheckpointed.newBuilder()
        .setStudy(
            WireStudies.toWire(new StudyRun("tiny", 1, StudySpecReader.read(study).orThrow())))
        .setVariant(WireStudies.toWire(new VariantKey(VariantKind.TRAINED, 0)))
        .setHookPoint("layers.0")
        .setVariantId(variantId.hex())
        .setActivationsId(offered.id().hex())
        .setTokensId(offered.tokensId().hex())
        .setNextShard(2)
        .setShards(10)
        .build();
  }

  private TrainingCheckpointed event() {
    return event("{ retention: rolling, windowShards: 4, shardTokens: 64 }");
  }

  private ShardWindow window(TrainingCheckpointed event) {
    return ShardWindow.of(
        store, new ArtifactId(event.getActivationsId()), "train/layers.0", "tiny");
  }

  @Test
  void makesTheNextShardsAndAcknowledges() {
    TrainingCheckpointed event = event();

    consume(event);

    assertThat(nacks).isEmpty();
    assertThat(acks).hasValue(1);
    assertThat(window(event).shards()).containsExactly(2L, 3L, 4L, 5L);
    consume(event.toBuilder().setNextShard(10).build());
    assertThat(window(event).shards()).isEmpty();
  }

  @Test
  void tellsTheTrainingWhyThereAreNoShards() {
    TrainingCheckpointed event = event().toBuilder().setVariantId("0".repeat(64)).build();

    consume(event);

    assertThat(acks).hasValue(0);
    assertThat(((StepException) nacks.get(0)).code()).isEqualTo("MISSING_ARTIFACT");
    assertThat(window(event).failure())
        .hasValueSatisfying(
            failure -> {
              assertThat(failure.code()).isEqualTo("MISSING_ARTIFACT");
              assertThat(failure.message()).contains("variant");
            });
  }

  @Test
  void makesNothingForACancelledStudy() {
    TrainingCheckpointed event = event();
    consume(event);
    registry.cancel("tiny", 1);

    consume(event);

    assertThat(acks).hasValue(2);
    assertThat(window(event).shards()).isEmpty();
  }

  @Test
  void refusesWhatMakesNoSense() {
    consume(event("{ retention: keep }"));
    consume(event().toBuilder().setTokensId("x").build());

    assertThat(nacks)
        .extracting(reason -> ((StepException) reason).code())
        .containsExactly("MALFORMED_EVENT", "MALFORMED_EVENT");
    assertThat(fatal).isEmpty();
  }
}
