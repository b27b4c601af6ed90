package io.nullscope.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nullscope.study.RandomSequence;
import io.nullscope.tensor.TensorRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumeTest {

  private static final TrainingSettings SETTINGS =
      new TrainingSettings(12 * 10 * 30, 10, 3e-3, Precision.BF16, 5);
  private static final List<TokenStream> CORPORA =
      List.of(stream("a.txt", 400, 1), stream("b.txt", 900, 2));
  private static final String IDENTITY = "the settings";

  private static TensorRuntime runtime;
  private static TrainingKernel kernel;

  @TempDir private Path directory;

  @BeforeAll
  static void start() {
    runtime = TensorRuntime.start();
    kernel = new TrainingKernel(runtime, Samples.SIZE.config());
  }

  @AfterAll
  static void stop() {
    kernel.close();
    runtime.close();
  }

  @Test
  void endsWithTheBitsOfAnUninterruptedTraining() throws IOException {
    Path file = directory.resolve("state.safetensors");
    try (TrainingState uninterrupted = fresh();
        TrainingState interrupted = fresh()) {
      training(kernel).run(uninterrupted, new Pretraining.Observer() {});
      assertThatThrownBy(() -> training(kernel).run(interrupted, stopAfter(13, file)))
          .isInstanceOf(Interrupted.class);
      // Another kernel, as in another process: the engine may treat first calls differently.
      try (TrainingState resumed = read(file);
          TrainingKernel another = new TrainingKernel(runtime, Samples.SIZE.config())) {
        assertThat(resumed.steps()).isEqualTo(13);
        Pretraining rest = training(another);
        rest.run(resumed, new Pretraining.Observer() {});
        assertThat(resumed.steps()).isEqualTo(30);
        assertThat(Samples.numbers(resumed))
            .usingRecursiveComparison()
            .isEqualTo(Samples.numbers(uninterrupted));
        assertThat(resumed.history().losses()).isEqualTo(uninterrupted.history().losses());
        assertThat(resumed.history().heldOut()).isEqualTo(uninterrupted.history().heldOut());
        assertThat(resumed.history().seconds()).isPositive();
      }
    }
  }

  @Test
  void evaluatesAtTheStartAtIntervalsAndAtTheEnd() throws IOException {
    try (TrainingState state = fresh()) {
      training(kernel).run(state, new Pretraining.Observer() {});
      assertThat(state.history().heldOut())
          .extracting(HeldOutPoint::step)
          .containsExactly(0L, 8L, 16L, 24L, 30L);
      assertThat(state.history().heldOut()).allMatch(point -> point.losses().size() == 2);
    }
  }

  @Test
  void refusesTheStateOfAnotherTraining() throws IOException {
    Path file = directory.resolve("state.safetensors");
    try (TrainingState state = fresh()) {
      Checkpoint.write(file, state, "other settings");
    }
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(PretrainingException.class)
        .hasMessageContaining("other settings")
        .hasMessageContaining("--out");
  }

  @Test
  void aStateThatCannotBeWrittenLeavesTheOldOne() throws IOException {
    Path file = directory.resolve("state.safetensors");
    Files.writeString(file, "old");
    assertThatThrownBy(
            () ->
                OutputFile.write(
                    file,
                    path -> {
                      Files.writeString(path, "half of the n");
                      throw new IOException("no space left");
                    }))
        .hasMessage("no space left");
    assertThat(file).hasContent("old");
    assertThat(directory).isDirectoryNotContaining("glob:**unfinished");
  }

  private static Pretraining training(TrainingKernel kernel) {
    return new Pretraining(
        runtime, kernel, SETTINGS, Samples.SIZE.context(), CORPORA, 8, 2, new OngoingWork());
  }

  private static TrainingState fresh() {
    return TrainingState.fresh(runtime, Samples.SIZE.config(), Samples.SEED);
  }

  private static TrainingState read(Path file) throws IOException {
    return Checkpoint.read(runtime, Samples.SIZE.config(), file, IDENTITY);
  }

  private static Pretraining.Observer stopAfter(long step, Path file) {
    return new Pretraining.Observer() {
      @Override
      public void stepped(TrainingState state, StepResult result) throws IOException {
        if (state.steps() == step) {
          Checkpoint.write(file, state, IDENTITY);
          throw new Interrupted();
        }
      }
    };
  }

  private static TokenStream stream(String name, int size, int seed) {
    RandomSequence random = Samples.SEED.stream("corpus/" + seed).sequence();
    int[] tokens = new int[size];
    for (int i = 0; i < size; i++) {
      tokens[i] = random.nextInt(20);
    }
    return new TokenStream(name, "0", 10, 1, tokens, Arrays.copyOf(tokens, 50));
  }

  private static final class Interrupted extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
