package io.nullscope.trainer.application;

import static io.nullscope.trainer.fixture.TinyStudy.CELL;
import static io.nullscope.trainer.fixture.TinyStudy.STEPS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.InMemoryObjectStore;
import io.nullscope.artifacts.Manifest;
import io.nullscope.artifacts.ObjectStat;
import io.nullscope.artifacts.ObjectStore;
import io.nullscope.artifacts.ObjectStoreException;
import io.nullscope.messaging.RejectedException;
import io.nullscope.messaging.StopSignal;
import io.nullscope.messaging.StoppedException;
import io.nullscope.sae.SaeArtifact;
import io.nullscope.sae.SaeConfig;
import io.nullscope.sae.SaeParameters;
import io.nullscope.study.CellKey;
import io.nullscope.study.HookPoint;
import io.nullscope.study.StudySpec;
import io.nullscope.study.VariantKey;
import io.nullscope.study.VariantKind;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.trainer.fixture.SyntheticActivations;
import io.nullscope.trainer.fixture.TinyStudy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainSparseAutoencodersTest {

  /** Checkpoints and asks after every step, so that tests need no clock. */
  private static final TrainingPace EVERY_STEP = new TrainingPace(Duration.ZERO, Duration.ZERO);

  private static final TrainingPace ASK_ONLY = new TrainingPace(Duration.ofDays(1), Duration.ZERO);
  private static final TrainingPace NEVER =
      new TrainingPace(Duration.ofDays(1), Duration.ofDays(1));
  private static final String CHECKPOINT = "training.safetensors";

  private static final ArtifactId NO_TOKENS = new ArtifactId("0".repeat(64));
  private static final Patience NO_WAITING =
      new Patience(
          () -> {
            throw new AssertionError("kept activations are all there");
          },
          1);

  private static TensorRuntime runtime;
  private static Manifest uninterrupted;

  @TempDir private Path scratch;
  private StopSignal stop = new StopSignal();

  private final InMemoryObjectStore objects = new InMemoryObjectStore();
  private final ArtifactStore store = new ArtifactStore(objects);
  private final StudySpec spec = TinyStudy.of();

  @BeforeAll
  static void start() {
    runtime = TensorRuntime.start();
  }

  @AfterAll
  static void stop() {
    runtime.close();
  }

  @AfterEach
  void noWorkingFileIsLeft() throws IOException {
    try (Stream<Path> files = Files.list(scratch)) {
      assertThat(files).isEmpty();
    }
  }

  /** Trains one SAE alone. */
  @FunctionalInterface
  private interface Alone {
    TrainedSae train(
        StudySpec study, CellKey cell, ArtifactId activationsId, BooleanSupplier cancelled);
  }

  private Alone trainer(ArtifactStore target, TrainingPace pace) {
    TrainSparseAutoencoders trainer =
        new TrainSparseAutoencoders(
            runtime, target, pace, SideBySide.unlimited(16), NO_WAITING, scratch, stop);
    return (study, cell, activationsId, cancelled) ->
        trainer
            .pass(
                study,
                new TrainSparseAutoencoders.Activations(
                    "tiny",
                    activationsId,
                    NO_TOKENS,
                    NO_TOKENS,
                    SyntheticActivations.ALL_POSITIONS.id(),
                    cell.hookPoint(),
                    0),
                List.of(cell),
                (next, shards) -> {
                  throw new AssertionError("kept activations need no word");
                },
                cancelled)
            .result(cell);
  }

  private TrainedSae train(StudySpec study, CellKey cell, ArtifactId activationsId) {
    return trainer(store, NEVER).train(study, cell, activationsId, () -> false);
  }

  private Manifest manifest(TrainedSae trained) {
    return store.require(SaeArtifact.KIND, trained.id());
  }

  /** What the same training makes, never interrupted, in a store of its own. */
  private Manifest uninterrupted() {
    if (uninterrupted == null) {
      ArtifactStore other = new ArtifactStore(new InMemoryObjectStore());
      ArtifactId activations = SyntheticActivations.store(other, 1);
      TrainedSae trained = trainer(other, NEVER).train(spec, CELL, activations, () -> false);
      uninterrupted = other.require(SaeArtifact.KIND, trained.id());
    }
    return uninterrupted;
  }

  private List<String> keys(String prefix) {
    return objects.list(prefix).map(ObjectStat::key).toList();
  }

  @Test
  void commitsAnSaeThatLearnedSomething() throws IOException {
    TrainedSae trained = train(spec, CELL, SyntheticActivations.store(store, 1));

    assertThat(trained.reused()).isFalse();
    Manifest manifest = manifest(trained);
    assertThat(manifest.files().keySet())
        .containsExactlyInAnyOrder("cfg.json", "sae.safetensors", "training.json");
    assertThat(manifest.attributes()).containsEntry("width", 12L).containsEntry("latents", 64L);
    try (SaeParameters sae = SaeArtifact.load(runtime, store, trained.id())) {
      assertThat(sae.config()).isEqualTo(SaeConfig.topK(12, 64, 4));
      assertUnitRows(sae.decoderWeight().toFloatArray());
    }
    JsonNode curve =
        new ObjectMapper()
            .readTree(store.blobs().read(manifest.file("training.json")))
            .get("curve");
    double first = curve.get(0).get("fvu").asDouble();
    double last = curve.get(curve.size() - 1).get("fvu").asDouble();
    assertThat(last).isLessThan(0.8 * first);
  }

  private static void assertUnitRows(float[] decoder) {
    for (int row = 0; row < decoder.length; row += SyntheticActivations.WIDTH) {
      double squares = 0;
      for (int i = 0; i < SyntheticActivations.WIDTH; i++) {
        squares += (double) decoder[row + i] * decoder[row + i];
      }
      assertThat(squares).isBetween(1 - 1e-5, 1 + 1e-5);
    }
  }

  @Test
  void theSecondCallFindsItTrainedAndReadsNoActivations() {
    ArtifactId activations = SyntheticActivations.store(store, 1);
    TrainedSae first = train(spec, CELL, activations);
    store
        .require("activations", activations)
        .files()
        .values()
        .forEach(blob -> objects.delete(blob.key()));

    TrainedSae second = train(spec, CELL, activations);

    assertThat(second).isEqualTo(new TrainedSae(first.id(), true));
  }

  @Test
  void theSameTrainingGivesTheSameBytesAndWhatDecidesItIsInTheId() {
    ArtifactId activations = SyntheticActivations.store(store, 1);
    TrainedSae trained = train(spec, CELL, activations);

    assertThat(uninterrupted()).isEqualTo(manifest(trained));
    CellKey otherSeed = new CellKey(CELL.variant(), CELL.hookPoint(), CELL.sae(), 1);
    TrainedSae[] others = {
      train(spec, otherSeed, activations),
      train(TinyStudy.of("seed=6"), CELL, activations),
      train(TinyStudy.of("sae.k=5"), CELL, activations),
      train(TinyStudy.of("sae.latents=65"), CELL, activations),
      train(TinyStudy.of("sae.training.epochs=1"), CELL, activations),
      train(TinyStudy.of("sae.training.batchSize=32"), CELL, activations),
      train(TinyStudy.of("sae.training.learningRate=2e-2"), CELL, activations),
      train(TinyStudy.of("sae.training.warmupFraction=0.5"), CELL, activations),
      train(TinyStudy.of("sae.training.decayFraction=0.5"), CELL, activations),
      train(spec, CELL, SyntheticActivations.store(store, 2)),
    };
    Set<String> weights =
        Stream.concat(Stream.of(trained), Arrays.stream(others))
            .map(sae -> manifest(sae).file("sae.safetensors").digest().hex())
            .collect(Collectors.toSet());
    assertThat(weights).hasSize(others.length + 1);
  }

  @Test
  void settingsOfOtherStepsDoNotMatter() {
    ArtifactId activations = SyntheticActivations.store(store, 1);
    TrainedSae trained = train(spec, CELL, activations);

    StudySpec other = TinyStudy.of("name=another", "autointerp.latents=3", "variants=[trained]");
    CellKey control =
        new CellKey(
            new VariantKey(VariantKind.CONTROL, 3), CELL.hookPoint(), CELL.sae(), CELL.saeSeed());

    assertThat(train(other, control, activations)).isEqualTo(new TrainedSae(trained.id(), true));
  }

  @Test
  void aTrainingThatWasStoppedGoesOnAndEndsWithTheSameBits() {
    ArtifactId activations = SyntheticActivations.store(store, 1);
    CancelledAfter stopAfter7 = new CancelledAfter(7);

    assertThatThrownBy(() -> trainer(store, EVERY_STEP).train(spec, CELL, activations, stopAfter7))
        .isInstanceOfSatisfying(
            RejectedException.class,
            rejected -> assertThat(rejected.code()).isEqualTo("STUDY_CANCELLED"))
        .hasMessageContaining("step 7");
    assertThat(keys("artifacts/sae/")).isEmpty();
    assertThat(keys("checkpoints/")).hasSize(1);

    CancelledAfter never = new CancelledAfter(Integer.MAX_VALUE);
    TrainedSae trained = trainer(store, ASK_ONLY).train(spec, CELL, activations, never);

    assertThat(never.asked).isEqualTo(STEPS - 7);
    assertThat(trained.reused()).isFalse();
    assertThat(manifest(trained)).isEqualTo(uninterrupted());
    assertThat(keys("checkpoints/")).isEmpty();
  }

  /** SIGTERM between two checkpoints: nothing is lost, and no working file is left. */
  @Test
  void aProcessThatIsToldToEndWritesACheckpointFirst() {
    ArtifactId activations = SyntheticActivations.store(store, 1);
    AtomicInteger asked = new AtomicInteger();
    BooleanSupplier told =
        () -> {
          if (asked.incrementAndGet() == 7) {
            stop.stop(Duration.ZERO);
          }
          return false;
        };

    assertThatThrownBy(() -> trainer(store, ASK_ONLY).train(spec, CELL, activations, told))
        .isInstanceOf(StoppedException.class);
    assertThat(keys("checkpoints/")).hasSize(1);
    assertThat(keys("artifacts/sae/")).isEmpty();

    stop = new StopSignal();
    CancelledAfter never = new CancelledAfter(Integer.MAX_VALUE);
    TrainedSae trained = trainer(store, ASK_ONLY).train(spec, CELL, activations, never);

    assertThat(never.asked).isEqualTo(STEPS - 7);
    assertThat(manifest(trained)).isEqualTo(uninterrupted());
  }

  @Test
  void aProcessThatIsToldToEndDoesNotBeginATraining() {
    ArtifactId activations = SyntheticActivations.store(store, 1);
    stop.stop(Duration.ZERO);

    assertThatThrownBy(() -> train(spec, CELL, activations)).isInstanceOf(StoppedException.class);
    assertThat(keys("artifacts/sae/")).isEmpty();
  }

  @Test
  void aCheckpointThatCannotBeStoredFailsTheTraining() {
    ArtifactId activations = SyntheticActivations.store(store, 1);
    ObjectStoreException failure = new ObjectStoreException("the disk is full", false, null);
    List<Thread> uploaders = new CopyOnWriteArrayList<>();
    ObjectStore noCheckpoints =
        (ObjectStore)
            Proxy.newProxyInstance(
                ObjectStore.class.getClassLoader(),
                new Class<?>[] {ObjectStore.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("put")
                      && arguments[0].toString().startsWith("checkpoints/")) {
                    uploaders.add(Thread.currentThread());
                    throw failure;
                  }
                  try {
                    return method.invoke(objects, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });

    assertThatThrownBy(
            () ->
                trainer(new ArtifactStore(noCheckpoints), EVERY_STEP)
                    .train(spec, CELL, activations, () -> false))
        .isSameAs(failure);
    assertThat(keys("artifacts/sae/")).isEmpty();
    assertThat(uploaders).hasSize(1).doesNotContain(Thread.currentThread());
  }

  /** As kill -9 does, but for the working files, which the operating system would not delete. */
  @Test
  void aTrainingThatDiedGoesOnFromTheLastCheckpointThatWasWritten() {
    ArtifactId activations = SyntheticActivations.store(store, 1);
    CancelledAfter stopAfter4 = new CancelledAfter(4);
    assertThatThrownBy(() -> trainer(store, EVERY_STEP).train(spec, CELL, activations, stopAfter4))
        .isInstanceOf(RejectedException.class);
    // Nine more steps without a checkpoint are lost.
    int[] asked = {0};
    assertThatThrownBy(
            () ->
                trainer(store, ASK_ONLY)
                    .train(
                        spec,
                        CELL,
                        activations,
                        () -> {
                          if (asked[0]++ == 9) {
                            throw new OutOfMemoryError("made up");
                          }
                          return false;
                        }))
        .isInstanceOf(OutOfMemoryError.class);

    CancelledAfter never = new CancelledAfter(Integer.MAX_VALUE);
    TrainedSae trained = trainer(store, ASK_ONLY).train(spec, CELL, activations, never);

    assertThat(never.asked).isEqualTo(STEPS - 4);
    assertThat(manifest(trained)).isEqualTo(uninterrupted());
  }

  @Test
  void aDamagedCheckpointIsAsGoodAsNone() {
    ArtifactId activations = stoppedAfter(2);
    String key = keys("checkpoints/").get(0);
    byte[] bytes = read(key);
    bytes[bytes.length / 2] ^= 1;
    objects.put(key, bytes);

    assertStartsAgain(activations);
  }

  @Test
  void aCheckpointThatBreaksOffIsAsGoodAsNone() {
    ArtifactId activations = stoppedAfter(2);
    String key = keys("checkpoints/").get(0);
    objects.put(key, new byte[] {1, 2, 3});

    assertStartsAgain(activations);
  }

  @Test
  void aCheckpointThatIsNoSafetensorsFileIsAsGoodAsNone() {
    ArtifactId activations = stoppedAfter(2);
    ArtifactId sae = new ArtifactId(keys("checkpoints/").get(0).split("/")[1]);
    store.putCheckpoint(sae, CHECKPOINT, "not what it was".getBytes(StandardCharsets.UTF_8));

    assertStartsAgain(activations);
  }

  @Test
  void theCheckpointOfAnotherTrainingIsAsGoodAsNone() {
    ArtifactId activations = stoppedAfter(2);
    ArtifactId sae = new ArtifactId(keys("checkpoints/").get(0).split("/")[1]);
    for (String other : List.of("sae.latents=32", "sae.training.epochs=1")) {
      assertThatThrownBy(
              () ->
                  trainer(store, EVERY_STEP)
                      .train(TinyStudy.of(other), CELL, activations, new CancelledAfter(1)))
          .isInstanceOf(RejectedException.class);
      String foreign =
          keys("checkpoints/").stream()
              .filter(key -> !key.contains(sae.hex()))
              .findFirst()
              .orElseThrow();
      objects.put("checkpoints/" + sae.hex() + "/" + CHECKPOINT, read(foreign));
      objects.delete(foreign);
    }

    assertStartsAgain(activations);
  }

  private ArtifactId stoppedAfter(int steps) {
    ArtifactId activations = SyntheticActivations.store(store, 1);
    assertThatThrownBy(
            () ->
                trainer(store, EVERY_STEP)
                    .train(spec, CELL, activations, new CancelledAfter(steps)))
        .isInstanceOf(RejectedException.class);
    return activations;
  }

  private void assertStartsAgain(ArtifactId activations) {
    CancelledAfter never = new CancelledAfter(Integer.MAX_VALUE);

    TrainedSae trained = trainer(store, ASK_ONLY).train(spec, CELL, activations, never);

    assertThat(never.asked).isEqualTo(STEPS);
    assertThat(manifest(trained)).isEqualTo(uninterrupted());
    assertThat(keys("checkpoints/")).isEmpty();
  }

  private byte[] read(String key) {
    try (InputStream in = objects.get(key)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void everyHookPointHasItsOwnRows() {
    ArtifactId activations = SyntheticActivations.store(store, 1);
    CellKey elsewhere = new CellKey(CELL.variant(), new HookPoint(1), CELL.sae(), 0);

    assertThatThrownBy(() -> train(spec, elsewhere, activations))
        .hasMessageContaining("train/layers.1");
  }

  /** Says yes after some questions, one before each step. */
  private static final class CancelledAfter implements BooleanSupplier {

    private final int steps;
    private int asked;

    CancelledAfter(int steps) {
      this.steps = steps;
    }

    @Override
    public boolean getAsBoolean() {
      return asked++ >= steps;
    }
  }
}
