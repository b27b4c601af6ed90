package io.nullscope.variant.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.Digest;
import io.nullscope.artifacts.InMemoryObjectStore;
import io.nullscope.artifacts.ObjectStore;
import io.nullscope.artifacts.ObjectStoreException;
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
import io.nullscope.study.StudySpec;
import io.nullscope.testing.FailingCall;
import io.nullscope.testing.Outages;
import io.nullscope.v1.StepFailed;
import io.nullscope.v1.StudyRequested;
import io.nullscope.v1.VariantMaterialized;
import io.nullscope.variant.TinyModel;
import io.nullscope.variant.TinyModel.Family;
import io.nullscope.variant.TinyStudy;
import io.nullscope.variant.adapter.checkpoint.HuggingFaceCheckpoints;
import io.nullscope.variant.adapter.djl.EngineSingularVectors;
import io.nullscope.variant.application.CheckpointSource;
import io.nullscope.variant.application.MaterializeVariant;
import io.nullscope.variant.application.PinnedRevisions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyRequestedConsumerTest {

  @TempDir private Path directory;

  private final List<Message> published = new ArrayList<>();
  private final List<String> subjects = new ArrayList<>();
  private final List<FatalException> fatal = new ArrayList<>();
  private final AtomicInteger acks = new AtomicInteger();
  private final List<Throwable> nacks = new ArrayList<>();
  private final InMemoryObjectStore objects = new InMemoryObjectStore();
  private final StudyRegistry registry = new StudyRegistry(objects);
  private final FailureClassifier failures = new StoreFailures();
  private TinyModel model;

  @BeforeEach
  void writeModel() {
    model = TinyModel.write(directory.resolve("model"), Family.NEOX, 1);
  }

  private StudyRequestedConsumer consumer(CheckpointSource checkpoints, ObjectStore objects) {
    StudyRegistry registry = new StudyRegistry(objects);
    StepRunner runner = new StepRunner(failures, new RetryPolicy(2, Duration.ZERO, Duration.ZERO));
    Steps steps =
        new Steps(runner, registry, new Attempts(objects), this::publish, "variant-service");
    return new StudyRequestedConsumer(
        new Inboxes(runner, fatal::add),
        steps,
        registry,
        new PinnedRevisions(objects, location -> Optional.empty()),
        new MaterializeVariant(
            checkpoints, new ArtifactStore(objects), new EngineSingularVectors()),
        this::publish);
  }

  private void publish(Message fact, String studyId, String subject) {
    published.add(fact);
    subjects.add(subject);
  }

  private void consume(byte[] value) {
    consume(value, new HuggingFaceCheckpoints(new DemoAssets()));
  }

  private void consume(byte[] value, CheckpointSource checkpoints) {
    consume(value, checkpoints, objects);
  }

  private void consume(byte[] value, CheckpointSource checkpoints, ObjectStore objects) {
    consumer(checkpoints, objects)
        .consume(
            org.eclipse.microprofile.reactive.messaging.Message.of(
                value,
                () -> {
                  acks.incrementAndGet();
                  return CompletableFuture.completedFuture(null);
                },
                reason -> {
                  nacks.add(reason);
                  return CompletableFuture.completedFuture(null);
                }));
  }

  private static StudyRequested request(String studyId, StudySpec spec) {
    return StudyRequested.newBuilder()
        .setStudy(WireStudies.toWire(new StudyRun(studyId, 3, spec)))
        .build();
  }

  private String refusalCode() {
    assertThat(acks).hasValue(0);
    assertThat(nacks).hasSize(1);
    return ((StepException) nacks.get(0)).code();
  }

  @Test
  void publishesOneFactForEachVariantAndAcknowledges() {
    StudySpec spec =
        TinyStudy.of(model.source(), "variants=[trained, control]", "variantSeeds=[0, 1]");

    consume(request("tiny", spec).toByteArray());

    assertThat(acks).hasValue(1);
    assertThat(nacks).isEmpty();
    assertThat(subjects)
        .containsExactly("variant/trained/0", "variant/control/0", "variant/control/1");
    VariantMaterialized trained = (VariantMaterialized) published.get(0);
    assertThat(trained.getStudy().getStudyId()).isEqualTo("tiny");
    assertThat(trained.getStudy().getAttempt()).isEqualTo(3);
    assertThat(WireStudies.toDomain(trained.getStudy()).spec()).isEqualTo(spec);
    assertThat(trained.getVariant().getKind()).isEqualTo("trained");
    assertThat(trained.getHookPointsList()).containsExactly("layers.0", "layers.1");
    assertThat(trained.getModel().getWidth()).isEqualTo(32);
    assertThat(trained.getOrigin()).isEqualTo("checkpoint");
    assertThat(trained.getReused()).isFalse();
    assertThat(objects.stat("artifacts/variant/" + trained.getVariantId() + "/manifest.json"))
        .isPresent();
  }

  @Test
  void aRepeatedRequestPublishesTheSameFactsAsReused() {
    byte[] request =
        request("tiny", TinyStudy.of(model.source(), "variants=[trained]")).toByteArray();
    consume(request);
    consume(request);

    VariantMaterialized first = (VariantMaterialized) published.get(0);
    assertThat(published.get(1)).isEqualTo(first.toBuilder().setReused(true).build());
    assertThat(acks).hasValue(2);
  }

  @Test
  void takesJson() throws Exception {
    StudyRequested request = request("tiny", TinyStudy.of(model.source(), "variants=[trained]"));

    consume(JsonFormat.printer().print(request).getBytes(StandardCharsets.UTF_8));

    assertThat(acks).hasValue(1);
    assertThat(published).hasSize(1);
  }

  @Test
  void aVariantThatFailsDoesNotStopTheOthers() {
    StudySpec spec =
        TinyStudy.of(
            model.source(),
            "model.step0Source=file:" + directory.resolve("nowhere"),
            "variants=[step0, trained]");

    consume(request("tiny", spec).toByteArray());

    assertThat(refusalCode()).isEqualTo("MODEL_FILE_MISSING");
    assertThat(subjects).containsExactly("variant/step0/0", "variant/trained/0");
    StepFailed failed = (StepFailed) published.get(0);
    assertThat(failed.getCode()).isEqualTo("MODEL_FILE_MISSING");
    assertThat(failed.getAttempt()).isEqualTo(3);
    assertThat(published.get(1)).isInstanceOf(VariantMaterialized.class);
  }

  @Test
  void aBrokenProcessStopsAtOnceAndLeavesTheRecord() {
    List<String> opened = new ArrayList<>();
    StudySpec spec = TinyStudy.of(model.source(), "variants=[trained, control]");

    consume(
        request("tiny", spec).toByteArray(),
        location -> {
          opened.add(location.source());
          throw new OutOfMemoryError("made up");
        });

    assertThat(fatal).hasSize(1);
    assertThat(opened).hasSize(1);
    assertThat(acks).hasValue(0);
    assertThat(nacks).isEmpty();
    assertThat(published).isEmpty();
  }

  @Test
  void aFatalFailureIsNotHiddenByAnEarlierOne() {
    StudySpec spec =
        TinyStudy.of(
            model.source(),
            "model.step0Source=file:" + directory.resolve("nowhere"),
            "variants=[step0, trained]");

    consume(
        request("tiny", spec).toByteArray(),
        location -> {
          if (location.setting().equals("model.source")) {
            throw new OutOfMemoryError("made up");
          }
          return new HuggingFaceCheckpoints(new DemoAssets()).open(location);
        });

    assertThat(fatal).hasSize(1);
    assertThat(nacks).isEmpty();
    assertThat(acks).hasValue(0);
  }

  @Test
  void anInvalidStudyFailsAsAWhole() {
    StudyRequested good = request("tiny", TinyStudy.of(model.source()));
    StudyRequested.Builder bad = good.toBuilder();
    bad.getStudyBuilder().clearSpecVersion().getSpecBuilder().removeFields("corpus");

    consume(bad.build().toByteArray());

    assertThat(refusalCode()).isEqualTo("INVALID_STUDY");
    assertThat(published).hasSize(1);
    StepFailed failed = (StepFailed) published.get(0);
    assertThat(failed.getStudyId()).isEqualTo("tiny");
    assertThat(failed.getStep()).isEqualTo("study");
    assertThat(failed.getMessage()).contains("corpus.source", "corpus.trainTokens");
  }

  @Test
  void anInvalidStudyWithoutAnIdHasNowhereToReportTo() {
    StudyRequested.Builder bad = request("tiny", TinyStudy.of(model.source())).toBuilder();
    bad.getStudyBuilder().clearStudyId().clearSpecVersion().getSpecBuilder().removeFields("corpus");

    consume(bad.build().toByteArray());

    assertThat(refusalCode()).isEqualTo("INVALID_STUDY");
    assertThat(published).isEmpty();
  }

  @Test
  void aTakenStudyIdIsRefusedWithoutTouchingItsOwner() {
    StudySpec owner = TinyStudy.of(model.source(), "variants=[trained]");
    registry.claim(new StudyRun("tiny", 1, owner));

    consume(request("tiny", TinyStudy.of(model.source(), "seed=9")).toByteArray());

    assertThat(refusalCode()).isEqualTo("STUDY_ID_TAKEN");
    assertThat(published).isEmpty();
  }

  /**
   * Delivered again after an upgrade: what it would make now is not comparable with what is made.
   */
  @Test
  void aStudyThatAnEarlierVersionHasBegunFailsInsteadOfWaiting() {
    StudySpec spec = TinyStudy.of(model.source());
    StudyRequested request = request("tiny", spec);
    StudyRun run = new StudyRun("tiny", request.getStudy().getAttempt(), spec);
    objects.put(
        "studies/tiny/spec-hash", spec.earlierHashes().get(1).getBytes(StandardCharsets.US_ASCII));
    registry.requireSameInput(run, "model.source", Digest.of(new byte[] {1}));

    consume(request.toByteArray());

    assertThat(refusalCode()).isEqualTo("BEGUN_BY_EARLIER_VERSION");
    assertThat(published)
        .singleElement()
        .isInstanceOfSatisfying(
            StepFailed.class,
            failed -> {
              assertThat(failed.getStepId()).isEqualTo("study");
              assertThat(failed.getAttempt()).isEqualTo(run.attempt());
            });
  }

  @Test
  void malformedBytesAreRefused() {
    consume(new byte[] {1, 2, 3});

    assertThat(refusalCode()).isEqualTo("MALFORMED_EVENT");
    assertThat(published).isEmpty();
  }

  @Test
  void aCancelledStudyIsSkipped() {
    registry.cancel("tiny", 3);

    consume(request("tiny", TinyStudy.of(model.source())).toByteArray());

    assertThat(acks).hasValue(1);
    assertThat(published).isEmpty();
  }

  /** The first claims the study, which is part of no step. */
  @Test
  void noCallOfTheStoreThatFailsLosesAnything() {
    byte[] request =
        request("tiny", TinyStudy.of(model.source(), "variants=[trained, control]")).toByteArray();
    List<InMemoryObjectStore> stores = new ArrayList<>();
    Outages.ofEachCall(
        ObjectStore.class,
        () -> {
          acks.set(0);
          published.clear();
          stores.add(new InMemoryObjectStore());
          return stores.get(stores.size() - 1);
        },
        () -> new StoreUnavailableException("the store is away", null),
        (failing, number) -> {
          consume(request, new HuggingFaceCheckpoints(new DemoAssets()), failing);

          assertThat(nacks).as("call %d", number).isEmpty();
          assertThat(acks).hasValue(1);
          assertThat(published).hasSize(2).hasOnlyElementsOfType(VariantMaterialized.class);
          assertThat(stores.get(number - 1).list("attempts/")).isEmpty();
        });
  }

  /** Nobody would hear of the study again. */
  @Test
  void aStoreThatRefusesTheClaimFailsTheStudy() {
    byte[] request = request("tiny", TinyStudy.of(model.source())).toByteArray();

    consume(
        request,
        new HuggingFaceCheckpoints(new DemoAssets()),
        new FailingCall<ObjectStore>(
                objects, 1, () -> new ObjectStoreException("not implemented", false, null))
            .as(ObjectStore.class));

    assertThat(refusalCode()).isEqualTo("STORE_REFUSED");
    assertThat(published)
        .singleElement()
        .isInstanceOfSatisfying(
            StepFailed.class, failed -> assertThat(failed.getStepId()).isEqualTo("study"));
  }

  /** 145 kB of errors are more than a record may hold, and more than anybody reads. */
  @Test
  void aStudyWithThousandsOfErrorsIsRefusedInAFewWords() {
    StudyRequested.Builder request = request("tiny", TinyStudy.of(model.source())).toBuilder();
    request.getStudyBuilder().clearSpecVersion();
    for (int i = 0; i < 12_000; i++) {
      request
          .getStudyBuilder()
          .getSpecBuilder()
          .putFields("setting" + i, Value.newBuilder().setBoolValue(true).build());
    }

    consume(request.build().toByteArray());

    assertThat(refusalCode()).isEqualTo("INVALID_STUDY");
    assertThat(nacks.get(0).getMessage()).hasSizeLessThan(5_000).endsWith("and 11990 more");
    assertThat(((StepFailed) published.get(0)).getSerializedSize()).isLessThan(20_000);
  }
}
