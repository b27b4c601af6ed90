package io.nullscope.sae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Losses and gradients against the naive oracle, and the faults of sparsify that are not here. */
class ObjectiveTest {

  private static final int D = Architectures.D;
  private static final int F = Architectures.F;
  private static final int K = Architectures.K;
  private static final TrainingConfig PLAIN = new TrainingConfig(16, 1, 1e-3, 0, 0, 100);
  private static final boolean[] NONE_DEAD = new boolean[F];

  private static TensorRuntime runtime;

  @BeforeAll
  static void start() {
    runtime = TensorRuntime.start();
  }

  @AfterAll
  static void stop() {
    runtime.close();
  }

  static Stream<Arguments> everyLoss() {
    TrainingConfig few = PLAIN.withAuxK(new AuxK(0.5, OptionalInt.of(2)));
    return Stream.concat(
        Architectures.all().map(architecture -> Arguments.of(architecture, PLAIN)),
        Stream.of(
            Arguments.of(new Architecture.TopK(K), few),
            Arguments.of(new Architecture.TopK(K), PLAIN.withMultiTopK(true)),
            Arguments.of(new Architecture.TopK(7), few.withMultiTopK(true)), // 4k above F
            Arguments.of(new Architecture.TopK(K), PLAIN.withAuxK(new AuxK(1))), // D/2 = 3
            Arguments.of(new Architecture.TopK(K), PLAIN.withAuxK(new AuxK(1, OptionalInt.of(9)))),
            Arguments.of(new Architecture.BatchTopK(K), few.withMultiTopK(true)),
            Arguments.of(Architectures.all().toList().get(2), few)));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("everyLoss")
  void agreesWithTheOracle(Architecture architecture, TrainingConfig training) {
    boolean[] dead = dead(1, 4, 6, 15);
    float[] x = Samples.sparseMixtures(1, 16, D);
    try (SaeParameters parameters = Architectures.parameters(runtime, architecture);
        Fixture fixture = new Fixture(parameters, training, dead)) {
      NaiveObjective naive = new NaiveObjective(parameters, training, dead, NaiveSae.rows(x, D));

      Objective.Evaluation found = fixture.evaluate(x, 1);

      assertThat(found.loss()).isCloseTo(naive.loss(), within(1e-5));
      assertThat(found.fvu()).isCloseTo(naive.fvu(), within(1e-5));
      double[][] active = naive.active(naive.at, architecture, 1);
      assertThat(found.l0()).isCloseTo(NaiveObjective.count(active) / 16.0, within(1e-5));
      for (int i = 0; i < found.gradients().size(); i++) {
        String name = parameters.names().get(i);
        SparseEncoderTest.assertClose(found.gradients().get(i), naive.gradient(name), 2e-5);
      }
      boolean[] fired = found.fired().toBooleanArray();
      for (int f = 0; f < F; f++) {
        int latent = f;
        assertThat(fired[f])
            .as("latent %d fired", f)
            .isEqualTo(Arrays.stream(active).anyMatch(row -> row[latent] > 0));
      }
    }
  }

  /** sparsify #1: its fused encoder drops the gradients of the extra losses. */
  @Test
  void theExtraLossesTrainTheEncoderOfLatentsThatOnlyTheySelect() {
    boolean[] dead = dead(3);
    TrainingConfig extra = PLAIN.withAuxK(new AuxK(1)).withMultiTopK(true);
    float[] x = Samples.sparseMixtures(1, 16, D);
    try (SaeParameters parameters = Architectures.parameters(runtime, new Architecture.TopK(1));
        Fixture plain = new Fixture(parameters, PLAIN, dead);
        Fixture aux = new Fixture(parameters, PLAIN.withAuxK(new AuxK(1)), dead);
        Fixture both = new Fixture(parameters, extra, dead)) {
      Objective.Evaluation without = plain.evaluate(x, 1);
      float[] encoder = without.gradients().get(0).toFloatArray();
      float[] withAux = aux.evaluate(x, 1).gradients().get(0).toFloatArray();
      float[] withBoth = both.evaluate(x, 1).gradients().get(0).toFloatArray();
      boolean[] selected = without.fired().toBooleanArray();
      int reached = 0;
      for (int f = 0; f < F; f++) {
        if (!selected[f]) {
          assertThat(row(encoder, f)).containsOnly(0);
          reached += nonZero(row(withBoth, f)) ? 1 : 0;
        }
      }
      assertThat(row(withAux, 3)).isNotEqualTo(row(encoder, 3));
      assertThat(reached).isGreaterThan(3);
    }
  }

  /** sparsify #2: it adds b_dec to the AuxK reconstruction, although the residual has none. */
  @Test
  void auxKVanishesWhereADeadLatentIsTheResidual() {
    // b_dec = 5 in every direction; no latent but the dead one is ever above 0, so x_hat = b_dec
    // and e = x - b_dec, which the dead latent writes exactly: h = |e|, W_dec = e / |e|.
    float[] e = {3, 0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0};
    float[] x = new float[2 * D];
    for (int i = 0; i < x.length; i++) {
      x[i] = 5 + e[i];
    }
    boolean[] dead = dead(2);
    try (SaeParameters parameters = SaeParameters.zeros(runtime, SaeConfig.topK(D, F, 1));
        Fixture plain = new Fixture(parameters, PLAIN, dead);
        Fixture aux = new Fixture(parameters, PLAIN.withAuxK(new AuxK(1)), dead)) {
      float[] centre = new float[D];
      Arrays.fill(centre, 5);
      parameters.decoderBias().set(FloatBuffer.wrap(centre));
      float[] weights = new float[F * D];
      weights[2 * D] = 1;
      parameters.decoderWeight().set(FloatBuffer.wrap(weights));
      parameters.encoderWeight().set(FloatBuffer.wrap(weights));
      // The main path must not choose it: another latent is always larger and writes nothing.
      float[] bias = new float[F];
      bias[9] = 100;
      parameters.encoderBias().set(FloatBuffer.wrap(bias));

      double main = plain.evaluate(x, 1).loss();
      assertThat(main).isGreaterThan(1);
      // k_aux = 3, one dead latent: scale 1/3, but the error is 0 with either scale
      assertThat(aux.evaluate(x, 1).loss()).isCloseTo(main, within(1e-6));
    }
  }

  /** sparsify #3 and #4: selected zeros get gradients there, and count as fired. */
  @ParameterizedTest
  @MethodSource("io.nullscope.sae.Architectures#all")
  void whatIsNotAboveZeroPassesNoGradientAndDoesNotFire(Architecture architecture) {
    TrainingConfig training =
        architecture instanceof Architecture.Selecting ? PLAIN.withAuxK(new AuxK(1)) : PLAIN;
    try (SaeParameters parameters = Architectures.parameters(runtime, architecture);
        Fixture fixture = new Fixture(parameters, training, dead(1, 2))) {
      float[] bias = new float[F];
      Arrays.fill(bias, -1000);
      parameters.encoderBias().set(FloatBuffer.wrap(bias));

      Objective.Evaluation found = fixture.evaluate(Samples.gaussian(1, 8 * D), 1);

      assertThat(found.l0()).isZero();
      assertThat(found.fired().toBooleanArray()).containsOnly(false);
      for (int i = 0; i < found.gradients().size(); i++) {
        if (i != 3) { // b_dec
          assertThat(nonZero(found.gradients().get(i).toFloatArray())).isFalse();
        }
      }
      assertThat(found.gradients().get(3).toFloatArray()).doesNotContain(0);
    }
  }

  /** sparsify #5: what an extra loss selects counts as firing there; dead latents would revive. */
  @Test
  void entriesOfTheExtraLossesDoNotFire() {
    TrainingConfig extra = PLAIN.withAuxK(new AuxK(1)).withMultiTopK(true);
    float[] x = Samples.sparseMixtures(1, 16, D);
    for (Architecture architecture :
        new Architecture[] {new Architecture.TopK(1), new Architecture.BatchTopK(1)}) {
      try (SaeParameters parameters = Architectures.parameters(runtime, architecture);
          Fixture plain = new Fixture(parameters, PLAIN, NONE_DEAD);
          Fixture fixture = new Fixture(parameters, extra, dead(0, 1, 2, 3, 4, 5, 6, 7))) {
        Objective.Evaluation found = fixture.evaluate(x, 1);
        Objective.Evaluation own = plain.evaluate(x, 1);
        assertThat(found.fired().toBooleanArray()).containsExactly(own.fired().toBooleanArray());
        assertThat(found.l0()).isEqualTo(own.l0());
      }
    }
  }

  @Test
  void theSparsityFactorScalesTheCoefficient() {
    float[] x = Samples.sparseMixtures(1, 16, D);
    Architecture whole = new Architecture.JumpRelu(0.02, 0.5);
    Architecture half = new Architecture.JumpRelu(0.01, 0.5);
    try (SaeParameters parameters = Architectures.parameters(runtime, whole);
        SaeParameters others = Architectures.parameters(runtime, half);
        Fixture fixture = new Fixture(parameters, PLAIN, NONE_DEAD);
        Fixture other = new Fixture(others, PLAIN, NONE_DEAD)) {
      assertThat(fixture.evaluate(x, 0.5).loss()).isEqualTo(other.evaluate(x, 1).loss());
    }
  }

  @Test
  void batchTopKFindsTheLargestOverSeveralRoundsOfTheWorkspace() {
    int latents = 8192; // workspace of 128 rows
    SaeConfig config = new SaeConfig(new Architecture.BatchTopK(2), 4, latents);
    float[] x = Samples.gaussian(1, 140 * 4);
    try (SaeParameters parameters = Samples.parameters(runtime, config);
        TrainingState state = TrainingState.fresh(runtime, config, 2);
        Objective objective = ObjectiveTrainer.objective(parameters, state, PLAIN);
        TensorScope scope = runtime.scope()) {
      NaiveObjective naive =
          new NaiveObjective(parameters, PLAIN, new boolean[latents], NaiveSae.rows(x, 4));
      Objective.Evaluation found = objective.evaluate(scope, scope.floats(x, 140, 4), 1);

      assertThat(found.l0()).isEqualTo(2);
      assertThat(found.fvu() / naive.fvu()).isCloseTo(1, within(2e-6)); // FVU is about 400
    }
  }

  private static boolean[] dead(int... latents) {
    boolean[] dead = new boolean[F];
    for (int latent : latents) {
      dead[latent] = true;
    }
    return dead;
  }

  private static float[] row(float[] matrix, int row) {
    return Arrays.copyOfRange(matrix, row * D, (row + 1) * D);
  }

  private static boolean nonZero(float[] values) {
    for (float value : values) {
      if (value != 0) {
        return true;
      }
    }
    return false;
  }

  /** An objective whose state knows which latents are dead. */
  private static final class Fixture implements AutoCloseable {

    private final TensorScope scope = runtime.scope();
    private final TrainingState state;
    private final Objective objective;

    Fixture(SaeParameters parameters, TrainingConfig training, boolean[] dead) {
      state = TrainingState.fresh(runtime, parameters.config(), 2);
      long[] sinceFired = new long[dead.length];
      for (int f = 0; f < dead.length; f++) {
        sinceFired[f] = dead[f] ? training.deadAfterTokens() + 1 : training.deadAfterTokens();
      }
      state.tokensSinceFiredArray().set(LongBuffer.wrap(sinceFired));
      objective = ObjectiveTrainer.objective(parameters, state, training);
    }

    Objective.Evaluation evaluate(float[] values, double sparsity) {
      NDArray x = scope.floats(values, values.length / D, D);
      return objective.evaluate(scope, x, sparsity);
    }

    @Override
    public void close() {
      objective.close();
      state.close();
      scope.close();
    }
  }
}
