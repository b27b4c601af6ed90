package io.nullscope.sae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import io.nullscope.tensor.Kernel;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ObjectiveTrainerTest {

  private static final int D = Architectures.D;
  private static final int F = Architectures.F;
  private static final TrainingConfig TRAINING = new TrainingConfig(32, 1, 2e-3, 0, 0, 100);

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

  /** All of them, and once with both extra losses. */
  static Stream<Arguments> everyTraining() {
    TrainingConfig extra = TRAINING.withMultiTopK(true).withAuxK(new AuxK(0.1, OptionalInt.of(4)));
    return Stream.concat(
        Architectures.all().map(architecture -> Arguments.of(architecture, TRAINING)),
        Stream.of(
            Arguments.of(new Architecture.TopK(3), TRAINING.withFrozen(Frozen.SOFT_DECODER)),
            Arguments.of(new Architecture.TopK(3), extra),
            Arguments.of(new Architecture.BatchTopK(3), extra)));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("everyTraining")
  void aResumedTrainingEndsWithTheBitsOfAnUninterruptedOne(
      Architecture architecture, TrainingConfig training) throws IOException {
    Path file = directory.resolve("checkpoint.safetensors");
    SaeConfig config = Architectures.config(architecture);
    float[][] expected;
    try (Fixture fixture = new Fixture(architecture, training, 12)) {
      for (int step = 0; step < 12; step++) {
        if (step == 5) {
          new TrainingCheckpoint(fixture.parameters, fixture.state).write(file);
        }
        fixture.step(step);
      }
      expected = fixture.everything();
    }
    TrainingCheckpoint checkpoint = TrainingCheckpoint.read(runtime, config, 12, file);
    try (Fixture fixture = new Fixture(checkpoint.parameters(), checkpoint.state(), training)) {
      for (int step = 5; step < 12; step++) {
        fixture.step(step);
      }
      float[][] resumed = fixture.everything();
      for (int i = 0; i < expected.length; i++) {
        assertThat(resumed[i]).as("tensor %d", i).containsExactly(expected[i]);
      }
    }
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("everyTraining")
  void theLossFallsAndDecoderRowsStayUnit(Architecture architecture, TrainingConfig training) {
    try (Fixture fixture = new Fixture(architecture, training, 300)) {
      double first = fixture.step(0).fvu();
      int live = fixture.trainer.liveResources();
      double last = first;
      for (int step = 1; step < 300; step++) {
        last = fixture.step(step).fvu();
      }
      assertThat(last).isLessThan(0.7 * first);
      assertThat(fixture.trainer.liveResources()).isEqualTo(live);
      for (double[] row : NaiveSae.rows(fixture.values("W_dec"), D)) {
        assertThat(Arrays.stream(row).map(w -> w * w).sum()).isCloseTo(1, within(1e-5));
      }
    }
  }

  @Test
  void plainTopKIsTheSameAsItsOwnTrainer() {
    Architecture topK = new Architecture.TopK(3);
    try (Fixture fixture = new Fixture(topK, TRAINING, 20);
        SaeParameters parameters = Architectures.parameters(runtime, topK);
        TrainingState state = TrainingState.fresh(runtime, parameters.config(), 20);
        SaeTrainer own =
            new TopKTrainer(parameters, state, TRAINING, LearningRateSchedule.of(2e-3, 20, 0, 0));
        TensorScope scope = runtime.scope()) {
      for (int step = 0; step < 20; step++) {
        float[] x = Samples.sparseMixtures(step, 32, D);
        StepResult expected = own.step(scope.floats(x, 32, D));
        StepResult found = fixture.step(step);
        assertThat(found.fvu()).isCloseTo(expected.fvu(), within(1e-5));
        assertThat(found.l0()).isEqualTo(expected.l0());
        assertThat(found.deadFraction()).isEqualTo(expected.deadFraction());
      }
      for (int i = 0; i < 4; i++) {
        double[] expected =
            NaiveSae.flat(NaiveSae.rows(parameters.tensors().get(i).toFloatArray(), 1));
        SparseEncoderTest.assertClose(fixture.parameters.tensors().get(i), expected, 2e-5);
      }
      assertThat(fixture.state.tokensSinceFired()).containsExactly(state.tokensSinceFired());
    }
  }

  @ParameterizedTest
  @EnumSource(Frozen.class)
  void whatIsFrozenKeepsItsBitsAndTheRestMoves(Frozen frozen) {
    for (Architecture architecture : Architectures.all().toList()) {
      try (Fixture fixture = new Fixture(architecture, TRAINING.withFrozen(frozen), 3)) {
        float[][] before = fixture.copies();
        for (int step = 0; step < 3; step++) {
          fixture.step(step);
        }
        float[][] after = fixture.copies();
        for (int i = 0; i < before.length; i++) {
          ParameterTensor tensor = fixture.parameters.layout().get(i);
          String what = architecture.id() + " " + tensor.name();
          boolean stays =
              switch (tensor.name()) {
                case "W_dec" -> frozen == Frozen.DECODER || frozen == Frozen.ALL;
                case "b_dec" -> frozen == Frozen.ALL;
                // a statistic of BatchTopK, which is measured when the training is over
                case "threshold" ->
                    !(architecture instanceof Architecture.JumpRelu)
                        || (frozen == Frozen.ENCODER || frozen == Frozen.ALL);
                default -> frozen == Frozen.ENCODER || frozen == Frozen.ALL;
              };
          if (stays) {
            assertThat(after[i]).as(what).containsExactly(before[i]);
          } else {
            assertThat(after[i]).as(what).isNotEqualTo(before[i]);
          }
        }
      }
    }
  }

  @Test
  void rowsOfASoftlyFrozenDecoderStayWithinACosineOfTheirStart() {
    for (Architecture architecture : Architectures.all().toList()) {
      TrainingConfig fast = new TrainingConfig(32, 1, 0.05, 0, 0, 100);
      double free = leastCosine(architecture, fast);
      double soft = leastCosine(architecture, fast.withFrozen(Frozen.SOFT_DECODER));
      assertThat(free).as("%s, free", architecture).isLessThan(0.7);
      assertThat(soft).as("%s, softly frozen", architecture).isCloseTo(0.8, within(1e-5));
    }
  }

  /** After 60 steps, of all rows with their start; their length is checked on the way. */
  private static double leastCosine(Architecture architecture, TrainingConfig training) {
    try (Fixture fixture = new Fixture(architecture, training, 60)) {
      double[][] start = NaiveSae.rows(fixture.values("W_dec"), D);
      for (int step = 0; step < 60; step++) {
        fixture.step(step);
      }
      double[][] end = NaiveSae.rows(fixture.values("W_dec"), D);
      double least = 1;
      for (int row = 0; row < F; row++) {
        assertThat(dot(end[row], end[row])).isCloseTo(1, within(1e-5));
        least = Math.min(least, dot(start[row], end[row]));
      }
      return least;
    }
  }

  @Test
  void theProjectionGoesToTheNearestUnitVectorOfTheCap() {
    double[][] starts = units(1, 40);
    double[][] rows = units(2, 40);
    rows[0] = starts[0].clone(); // inside: stays
    float[] projected;
    try (Kernel kernel = Kernel.load(runtime, ObjectiveTrainer.class, "optimiser.ts.txt");
        TensorScope scope = runtime.scope()) {
      NDArray w = scope.floats(floats(rows), 40, D);
      kernel.call(scope, "keep_near", w, scope.floats(floats(starts), 40, D), 0.8, 0.6);
      projected = w.toFloatArray();
    }
    double[][] found = NaiveSae.rows(projected, D);
    double[][] candidates = units(3, 200);
    for (int row = 0; row < 40; row++) {
      double distance = distance(found[row], rows[row]);
      assertThat(dot(found[row], found[row])).isCloseTo(1, within(1e-5));
      assertThat(dot(found[row], starts[row])).isGreaterThanOrEqualTo(0.8 - 1e-6);
      if (dot(rows[row], starts[row]) >= 0.8) {
        assertThat(distance).isCloseTo(0, within(1e-6));
      }
      // Random vectors of the cap, and small steps away from what was found.
      for (double[] candidate : candidates) {
        for (double size : new double[] {1e-3, 0.1, 1}) {
          double[] near = unit(sum(found[row], candidate, size));
          double[] around = unit(sum(starts[row], candidate, size));
          for (double[] other : List.of(near, around)) {
            if (dot(other, starts[row]) >= 0.8) {
              assertThat(distance(other, rows[row])).isGreaterThan(distance - 1e-5);
            }
          }
        }
      }
    }
  }

  private static double[][] units(long seed, int count) {
    double[][] rows = NaiveSae.rows(Samples.gaussian(seed, count * D), D);
    return Arrays.stream(rows).map(ObjectiveTrainerTest::unit).toArray(double[][]::new);
  }

  private static double[] unit(double[] v) {
    double norm = Math.sqrt(dot(v, v));
    return Arrays.stream(v).map(x -> x / norm).toArray();
  }

  private static double[] sum(double[] a, double[] b, double factor) {
    return IntStream.range(0, D).mapToDouble(d -> a[d] + factor * b[d]).toArray();
  }

  private static double dot(double[] a, double[] b) {
    return IntStream.range(0, D).mapToDouble(d -> a[d] * b[d]).sum();
  }

  private static double distance(double[] a, double[] b) {
    double[] difference = sum(a, b, -1);
    return Math.sqrt(dot(difference, difference));
  }

  private static float[] floats(double[][] rows) {
    float[] values = new float[rows.length * D];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) rows[i / D][i % D];
    }
    return values;
  }

  /** Kingma and Ba's first step moves log θ by rate · sign(gradient). */
  @Test
  void thresholdsLearnByTheirLogarithmAndStayPositive() {
    try (Fixture fixture = new Fixture(new Architecture.JumpRelu(0.02, 0.5), TRAINING, 2)) {
      float[] before = fixture.values("threshold");
      fixture.step(0);
      float[] after = fixture.values("threshold");
      for (int f = 0; f < F; f++) {
        double moved = Math.log(after[f] / before[f]);
        assertThat(Math.abs(moved)).isCloseTo(2e-3, within(2e-5));
      }
    }
  }

  @Test
  void aHigherCoefficientLeavesFewerLatentsActive() {
    for (List<Architecture> pair :
        List.of(
            List.<Architecture>of(new Architecture.Relu(0), new Architecture.Relu(0.3)),
            List.<Architecture>of(new Architecture.Gated(0.01), new Architecture.Gated(1)),
            List.<Architecture>of(
                new Architecture.JumpRelu(0, 0.1), new Architecture.JumpRelu(0.1, 0.1)))) {
      double[] l0 =
          pair.stream()
              .mapToDouble(
                  architecture -> {
                    try (Fixture fixture = new Fixture(architecture, TRAINING, 300)) {
                      return IntStream.range(0, 300)
                          .mapToDouble(step -> fixture.step(step).l0())
                          .reduce(0, (before, now) -> now);
                    }
                  })
              .toArray();
      assertThat(l0[1]).as("%s", pair).isLessThan(0.9 * l0[0]);
    }
  }

  @Test
  void theSparsityCoefficientWarmsUp() {
    // Half of 4 steps: the first has half the coefficient, as an SAE that has half of it
    // throughout.
    Architecture whole = new Architecture.Relu(0.2);
    Architecture half = new Architecture.Relu(0.1);
    try (Fixture warming = new Fixture(whole, TRAINING.withSparsityWarmup(0.5), 4);
        Fixture constant = new Fixture(half, TRAINING, 4)) {
      warming.step(0);
      constant.step(0);
      assertThat(warming.values("encoder.weight"))
          .containsExactly(constant.values("encoder.weight"));
      warming.step(1);
      constant.step(1);
      assertThat(warming.values("encoder.weight")).isNotEqualTo(constant.values("encoder.weight"));
    }
  }

  @Test
  void clippingScalesAllLearningGradientsTogether() {
    TrainingConfig clipped = new TrainingConfig(32, 1, 2e-3, 0, 0, 100, OptionalDouble.of(1e-3));
    for (Architecture architecture : Architectures.all().toList()) {
      try (Fixture fixture = new Fixture(architecture, clipped, 2)) {
        fixture.step(0);
        // After the first step the first moments are a tenth of the gradients.
        double squares = 0;
        for (NDArray moment : fixture.state.firstMoments()) {
          for (float m : moment.toFloatArray()) {
            squares += 100.0 * m * m;
          }
        }
        assertThat(Math.sqrt(squares)).as(architecture.id()).isCloseTo(1e-3, within(2e-6));
      }
    }
  }

  @Test
  void activationsThatAreNotNumbersStopTheTraining() {
    for (Architecture architecture : Architectures.all().toList()) {
      try (Fixture fixture = new Fixture(architecture, TRAINING, 2)) {
        float[] x = Samples.gaussian(1, 8 * D);
        x[5] = Float.NaN;
        assertThatThrownBy(() -> fixture.step(x)).isInstanceOf(TrainingDivergedException.class);
      }
    }
  }

  @Test
  void theFactoryKeepsPlainTopKFastAndRefusesWhatDoesNotFit() {
    Architecture topK = new Architecture.TopK(3);
    LearningRateSchedule schedule = LearningRateSchedule.of(1e-3, 2, 0, 0);
    try (SaeParameters parameters = Architectures.parameters(runtime, topK);
        TrainingState state = TrainingState.fresh(runtime, parameters.config(), 2);
        SaeTrainer plain = SaeTrainer.of(parameters, state, TRAINING, schedule, Precision.AUTO);
        SaeTrainer frozen =
            SaeTrainer.of(
                parameters, state, TRAINING.withFrozen(Frozen.DECODER), schedule, Precision.AUTO)) {
      assertThat(plain).isInstanceOf(TopKTrainer.class);
      assertThat(frozen).isInstanceOf(ObjectiveTrainer.class);
    }
    SaeConfig relu = Architectures.config(Architecture.Relu.DEFAULT);
    try (SaeParameters parameters = SaeParameters.zeros(runtime, relu);
        TrainingState state = TrainingState.fresh(runtime, relu, 2)) {
      TrainingConfig auxK = TRAINING.withAuxK(new AuxK(1));
      assertThatThrownBy(() -> SaeTrainer.of(parameters, state, auxK, schedule, Precision.AUTO))
          .hasMessageContaining("auxK");
    }
  }

  /** A trainer with parameters and state; batch number n is always the same. */
  private static final class Fixture implements AutoCloseable {

    private final TensorScope scope = runtime.scope();
    private final SaeParameters parameters;
    private final TrainingState state;
    private final ObjectiveTrainer trainer;

    Fixture(Architecture architecture, TrainingConfig training, long steps) {
      this(
          Architectures.parameters(runtime, architecture),
          TrainingState.fresh(runtime, Architectures.config(architecture), steps),
          training);
    }

    Fixture(SaeParameters parameters, TrainingState state, TrainingConfig training) {
      this.parameters = parameters;
      this.state = state;
      LearningRateSchedule schedule =
          training.rateShape().schedule(training.learningRate(), state.totalSteps());
      trainer = new ObjectiveTrainer(parameters, state, training, schedule);
    }

    StepResult step(int number) {
      return step(Samples.sparseMixtures(number, 32, D));
    }

    StepResult step(float[] x) {
      try (TensorScope child = scope.child()) {
        return trainer.step(child.floats(x, x.length / D, D));
      }
    }

    float[] values(String name) {
      return parameters.tensor(name).toFloatArray();
    }

    float[][] copies() {
      return parameters.tensors().stream().map(NDArray::toFloatArray).toArray(float[][]::new);
    }

    /** Parameters and moments. */
    float[][] everything() {
      return Stream.of(parameters.tensors(), state.firstMoments(), state.secondMoments())
          .flatMap(List::stream)
          .map(NDArray::toFloatArray)
          .toArray(float[][]::new);
    }

    @Override
    public void close() {
      trainer.close();
      state.close();
      parameters.close();
      scope.close();
    }
  }
}
