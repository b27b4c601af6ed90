package io.nullscope.trainer.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.BlobRef;
import io.nullscope.artifacts.InMemoryObjectStore;
import io.nullscope.messaging.RejectedException;
import io.nullscope.messaging.StepException;
import io.nullscope.messaging.StopSignal;
import io.nullscope.study.StudySpec;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.trainer.application.Patience;
import io.nullscope.trainer.application.SideBySide;
import io.nullscope.trainer.application.TrainSparseAutoencoders;
import io.nullscope.trainer.application.TrainingPace;
import io.nullscope.trainer.application.TrainingPass;
import io.nullscope.trainer.fixture.SyntheticActivations;
import io.nullscope.trainer.fixture.TinyStudy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user gets when a training cannot be done: one code and one message. */
class BadInputTest {

  private static TensorRuntime runtime;

  @TempDir private Path scratch;

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

  private String refusal(String code, StudySpec spec, ArtifactId activations) {
    TrainingPass pass =
        new TrainSparseAutoencoders(
                runtime,
                store,
                new TrainingPace(Duration.ofDays(1), Duration.ofDays(1)),
                SideBySide.unlimited(16),
                Patience.of(Duration.ofMillis(1), Duration.ofMillis(1), new StopSignal()),
                scratch,
                new StopSignal())
            .pass(
                spec,
                new TrainSparseAutoencoders.Activations(
                    "tiny",
                    activations,
                    new ArtifactId("0".repeat(64)),
                    new ArtifactId("0".repeat(64)),
                    SyntheticActivations.ALL_POSITIONS.id(),
                    TinyStudy.CELL.hookPoint(),
                    0),
                List.of(TinyStudy.CELL),
                (next, shards) -> {},
                () -> false);
    Throwable thrown = catchThrowable(() -> pass.result(TinyStudy.CELL));
    StepException failure = new TrainerFailures().classify(thrown);

    assertThat(failure).isInstanceOf(RejectedException.class);
    assertThat(failure.code()).isEqualTo(code);
    assertThat(objects.list("artifacts/sae/")).isEmpty();
    assertThat(scratch).isEmptyDirectory();
    return failure.getMessage();
  }

  @Test
  void theActivationsAreNotFinite() {
    ArtifactId activations = SyntheticActivations.store(store, 1, Float.NaN);

    assertThat(refusal("TRAINING_DIVERGED", TinyStudy.of(), activations))
        .contains("check the activations for NaN");
  }

  @Test
  void theActivationsAreNotInTheStore() {
    assertThat(refusal("MISSING_ARTIFACT", TinyStudy.of(), new ArtifactId("0".repeat(64))))
        .contains("activations", "0".repeat(64));
  }

  @Test
  void aShardIsDamaged() {
    ArtifactId activations = SyntheticActivations.store(store, 1);
    BlobRef shard =
        store.require("activations", activations).file("train/layers.0/00002.safetensors");
    byte[] bytes = store.blobs().read(shard);
    bytes[bytes.length - 1] ^= 1;
    objects.put(shard.key(), bytes);

    assertThat(refusal("CORRUPT_BLOB", TinyStudy.of(), activations)).contains(shard.key());
  }

  @Test
  void theModelIsTooNarrowForTheSae() {
    ArtifactId activations = SyntheticActivations.store(store, 1);
    StudySpec spec = TinyStudy.of("sae={expansion: 1, k: 16}");

    assertThat(refusal("TOO_FEW_LATENTS", spec, activations)).contains("16", "12");
  }
}
