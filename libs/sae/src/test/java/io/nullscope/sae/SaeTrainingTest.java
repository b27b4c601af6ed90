package io.nullscope.sae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nullscope.tensor.TensorRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SaeTrainingTest {

  private static final SaeConfig CONFIG = SaeConfig.topK(16, 128, 4);
  private static final TrainingConfig TRAINING = new TrainingConfig(64, 2, 2e-3, 0.1, 0.2, 500);
  private static final int ROWS = 1300; // 40 steps

  private static TensorRuntime runtime;

  @TempDir private Path directory;

  @BeforeAll
  static void start() {
    runtime = TensorRuntime.start();
  }

  @AfterAll
  static void stop() {
    runtime.close();
  }

  private static BatchSource batches() {
    float[] values = Samples.sparseMixtures(1, ROWS, 16);
    return new ShuffledActivations(
        List.of(ActivationShard.of(values, 16)), Samples.shuffle(2), ROWS);
  }

  private static TrainingCheckpoint fresh() {
    return new TrainingCheckpoint(
        Samples.parameters(runtime, CONFIG),
        TrainingState.fresh(runtime, CONFIG, TRAINING.totalSteps(ROWS)));
  }

  private static SaeTraining.Outcome run(TrainingCheckpoint from, SaeTraining.Observer observer)
      throws IOException {
    return new SaeTraining(from.parameters(), from.state(), TRAINING, batches(), observer).run();
  }

  /** Everything that a training ends with, as one file. */
  private byte[] finish(TrainingCheckpoint from) throws IOException {
    try (SaeParameters parameters = from.parameters();
        TrainingState state = from.state()) {
      assertThat(run(from, new SaeTraining.Observer() {})).isEqualTo(SaeTraining.Outcome.COMPLETED);
      assertThat(state.steps()).isEqualTo(40);
      Path file = directory.resolve("end.safetensors");
      new TrainingCheckpoint(parameters, state).write(file);
      return Files.readAllBytes(file);
    }
  }

  /** Cancels before the step of that number. */
  private static SaeTraining.Observer stopBefore(TrainingState state, long step) {
    return new SaeTraining.Observer() {
      @Override
      public boolean cancelled() {
        return state.steps() == step;
      }
    };
  }

  @Test
  void theSameTrainingTwiceGivesTheSameBytes() throws IOException {
    assertThat(finish(fresh())).isEqualTo(finish(fresh()));
  }

  @Test
  void aTrainingThatWasInterruptedEndsWithTheSameBytes() throws IOException {
    byte[] uninterrupted = finish(fresh());

    Path file = directory.resolve("checkpoint.safetensors");
    TrainingCheckpoint half = fresh();
    try (SaeParameters parameters = half.parameters();
        TrainingState state = half.state()) {
      assertThat(run(half, stopBefore(state, 20))).isEqualTo(SaeTraining.Outcome.CANCELLED);
      assertThat(state.steps()).isEqualTo(20);
      half.write(file);
    }
    TrainingCheckpoint restored = TrainingCheckpoint.read(runtime, CONFIG, 40, file);

    assertThat(finish(restored)).isEqualTo(uninterrupted);
  }

  @Test
  void theObserverSeesEveryStepAndStoresCheckpoints() throws IOException {
    List<Long> seen = new ArrayList<>();
    List<Long> stored = new ArrayList<>();
    TrainingCheckpoint start = fresh();
    try (SaeParameters parameters = start.parameters();
        TrainingState state = start.state()) {
      run(
          start,
          new SaeTraining.Observer() {
            @Override
            public void stepped(StepResult result) {
              seen.add(result.step());
            }

            @Override
            public boolean checkpointDue(StepResult result) {
              return (result.step() + 1) % 10 == 0;
            }

            @Override
            public void checkpoint(TrainingCheckpoint checkpoint) {
              stored.add(checkpoint.state().steps());
            }
          });
      assertThat(seen).hasSize(40).startsWith(0L).endsWith(39L);
      assertThat(stored).containsExactly(10L, 20L, 30L);
      List<CurvePoint> curve = state.curve().points();
      assertThat(curve).hasSize(40);
      assertThat(curve.get(39).steps()).isEqualTo(40);
      assertThat(curve.get(39).fvu()).isLessThan(curve.get(0).fvu());
      assertThat(parameters.config()).isEqualTo(CONFIG);
    }
  }

  @Test
  void theCurveOfALongTrainingHasBoundedLength() {
    TrainingCurve curve = TrainingCurve.ofSteps(1001); // intervals of 6
    for (int step = 0; step < 1001; step++) {
      curve.add(new StepResult(step, 1, step, 2, 0.5));
    }
    List<CurvePoint> points = curve.points();
    assertThat(points).hasSize(167);
    assertThat(points.get(0)).isEqualTo(new CurvePoint(6, 1, 2.5, 2, 0.5));
    assertThat(points.get(166)).isEqualTo(new CurvePoint(1001, 1, 998, 2, 0.5));
    assertThat(TrainingCurve.fromArray(1001, 1001, curve.toArray()).points()).isEqualTo(points);
  }

  @Test
  void refusesCheckpointsOfSomethingElse() throws IOException {
    Path file = directory.resolve("checkpoint.safetensors");
    TrainingCheckpoint start = fresh();
    try (SaeParameters parameters = start.parameters();
        TrainingState state = start.state()) {
      start.write(file);
      assertThat(state.steps()).isZero();
      assertThat(parameters.config()).isEqualTo(CONFIG);
    }
    assertThatThrownBy(() -> TrainingCheckpoint.read(runtime, CONFIG, 41, file))
        .isInstanceOf(SaeFormatException.class)
        .hasMessageContaining("training of 40 steps, expected 41");
    assertThatThrownBy(() -> TrainingCheckpoint.read(runtime, SaeConfig.topK(16, 64, 4), 40, file))
        .isInstanceOf(SaeFormatException.class)
        .hasMessageContaining("expected [64");
    Files.write(file, new byte[] {1, 2, 3});
    assertThatThrownBy(() -> TrainingCheckpoint.read(runtime, CONFIG, 40, file))
        .hasMessageContaining("checkpoint.safetensors");
  }

  @Test
  void refusesActivationsOfAnotherWidth() {
    TrainingCheckpoint start = fresh();
    BatchSource narrow =
        new ShuffledActivations(
            List.of(ActivationShard.of(new float[8], 4)), Samples.shuffle(1), 10);
    try (SaeParameters parameters = start.parameters();
        TrainingState state = start.state()) {
      assertThatThrownBy(
              () ->
                  new SaeTraining(
                      parameters, state, TRAINING, narrow, new SaeTraining.Observer() {}))
          .hasMessageContaining("width 4")
          .hasMessageContaining("width 16");
    }
  }
}
