package io.nullscope.activation.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.nullscope.activation.adapter.corpus.FileCorpora;
import io.nullscope.activation.adapter.djl.LanguageModelRunner;
import io.nullscope.activation.application.ExtractActivations;
import io.nullscope.activation.application.TokenWindows;
import io.nullscope.activation.fixture.TinyCorpus;
import io.nullscope.activation.fixture.TinyVariant;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.InMemoryObjectStore;
import io.nullscope.artifacts.ObjectStore;
import io.nullscope.artifacts.StoreUnavailableException;
import io.nullscope.demo.DemoAssets;
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
import io.nullscope.study.CorpusSpec;
import io.nullscope.study.ModelShape;
import io.nullscope.study.StudySpecReader;
import io.nullscope.study.VariantKey;
import io.nullscope.study.VariantKind;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.testing.Outages;
import io.nullscope.v1.ActivationsExtracted;
import io.nullscope.v1.StepFailed;
import io.nullscope.v1.VariantMaterialized;
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

class VariantMaterializedConsumerTest {

  private static final VariantKey CONTROL = new VariantKey(VariantKind.CONTROL, 2);

  private static TensorRuntime runtime;

  @TempDir private Path directory;

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

  private void consume(VariantMaterialized event) {
    consume(event, objects);
  }

  private void consume(VariantMaterialized event, ObjectStore objects) {
    ArtifactStore store = new ArtifactStore(objects);
    FailureClassifier failures = new StoreFailures();
    StudyRegistry registry = new StudyRegistry(objects);
    StepRunner runner = new StepRunner(failures, new RetryPolicy(2, Duration.ZERO, Duration.ZERO));
    Steps steps =
        new Steps(runner, registry, new Attempts(objects), this::publish, "activation-service");
    ExtractActivations extractActivations =
        new ExtractActivations(
            new LanguageModelRunner(runtime, store),
            new TokenWindows(new FileCorpora(new DemoAssets()), store),
            store);
    new VariantMaterializedConsumer(
            new Inboxes(runner, fatal::add), steps, registry, extractActivations, this::publish)
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

  private VariantMaterialized event() {
    CorpusSpec corpus =
        TinyCorpus.random(300, 20, 1).write(directory.resolve("corpus.jsonl"), 8, 640, 64, 640);
    String study =
        """
        name: tiny
        model: { source: "file:model" }
        corpus: { source: "%s", contextLength: 8, trainTokens: 640, evalTokens: 64, interpTokens: 640 }
        sae: { latents: 64, k: 4, training: { batchSize: 64 } }
        autointerp: { windowLength: 8 }
        """
            .formatted(corpus.source());
    return VariantMaterialized.newBuilder()
        .setStudy(
            WireStudies.toWire(new StudyRun("tiny", 2, StudySpecReader.read(study).orThrow())))
        .setVariant(WireStudies.toWire(CONTROL))
        .setVariantId(new TinyVariant(TinyVariant.NEOX, 1).store(store).hex())
        .setModel(WireStudies.toWire(new ModelShape("gpt_neox", 2, 16, 40, 64)))
        .addHookPoints("layers.0")
        .addHookPoints("layers.1")
        .build();
  }

  @Test
  void publishesOneFactForEachHookPointAndAcknowledges() {
    VariantMaterialized event = event();

    consume(event);

    assertThat(nacks).isEmpty();
    assertThat(acks).hasValue(1);
    assertThat(subjects)
        .containsExactly("activations/control/2/layers.0", "activations/control/2/layers.1");
    ActivationsExtracted first = (ActivationsExtracted) published.get(0);
    assertThat(first.getStudy()).isEqualTo(event.getStudy());
    assertThat(first.getVariant()).isEqualTo(event.getVariant());
    assertThat(first.getVariantId()).isEqualTo(event.getVariantId());
    assertThat(first.getModel()).isEqualTo(event.getModel());
    assertThat(first.getReused()).isFalse();
    assertThat(first.getHookPoint()).isEqualTo("layers.0");
    assertThat(published.get(1)).isEqualTo(first.toBuilder().setHookPoint("layers.1").build());
    assertThat(objects.stat("artifacts/activations/" + first.getActivationsId() + "/manifest.json"))
        .isPresent();
    assertThat(objects.stat("artifacts/tokens/" + first.getTokensId() + "/manifest.json"))
        .isPresent();
    assertThat(objects.stat("studies/tiny/activations/2/" + first.getActivationsId())).isPresent();
  }

  @Test
  void aRepeatedFactIsAnsweredWithTheSameFactsAsReused() {
    VariantMaterialized event = event();
    consume(event);
    consume(event);

    ActivationsExtracted first = (ActivationsExtracted) published.get(0);
    assertThat(published.get(2)).isEqualTo(first.toBuilder().setReused(true).build());
  }

  @Test
  void aFailureIsReportedForTheStepAndTheRecordRefused() {
    consume(event().toBuilder().setVariantId("0".repeat(64)).build());

    assertThat(acks).hasValue(0);
    assertThat(((StepException) nacks.get(0)).code()).isEqualTo("MISSING_ARTIFACT");
    StepFailed failed = (StepFailed) published.get(0);
    assertThat(failed.getStepId()).isEqualTo("activations/control/2");
    assertThat(failed.getStep()).isEqualTo("activations");
    assertThat(failed.getAttempt()).isEqualTo(2);
  }

  @Test
  void aVariantThatWouldSeeAnotherTextThanTheOneBeforeFails() {
    VariantMaterialized event = event();
    consume(event);
    published.clear();
    TinyCorpus.random(300, 20, 2).write(directory.resolve("corpus.jsonl"), 8, 640, 64, 640);
    consume(event);

    assertThat(published)
        .singleElement()
        .isInstanceOfSatisfying(
            StepFailed.class,
            failed -> {
              assertThat(failed.getCode()).isEqualTo("INPUT_CHANGED");
              assertThat(failed.getMessage()).startsWith("corpus.source: ");
            });
  }

  @Test
  void aMalformedFactIsRefused() {
    consume(event().toBuilder().setVariantId("not a digest").build());
    consume(event().toBuilder().addHookPoints("layers.x").build());
    consume(event().toBuilder().clearVariant().build());

    assertThat(nacks)
        .extracting(reason -> ((StepException) reason).code())
        .containsExactly("MALFORMED_EVENT", "MALFORMED_EVENT", "MALFORMED_EVENT");
    assertThat(published).isEmpty();
  }

  @Test
  void noCallOfTheStoreThatFailsLosesAnything() {
    VariantMaterialized event = event();
    Outages.ofEachCall(
        ObjectStore.class,
        () -> {
          objects.list("artifacts/activations/").toList().forEach(a -> objects.delete(a.key()));
          objects.list("artifacts/tokens/").toList().forEach(t -> objects.delete(t.key()));
          acks.set(0);
          published.clear();
          return objects;
        },
        () -> new StoreUnavailableException("the store is away", null),
        (failing, number) -> {
          consume(event, failing);

          assertThat(nacks).as("call %d", number).isEmpty();
          assertThat(acks).hasValue(1);
          assertThat(published).hasSize(2).hasOnlyElementsOfType(ActivationsExtracted.class);
          assertThat(objects.list("attempts/")).isEmpty();
        });
  }
}
