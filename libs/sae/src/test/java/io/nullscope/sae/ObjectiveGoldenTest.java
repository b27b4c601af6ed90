package io.nullscope.sae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nullscope.artifacts.safetensors.SafetensorsReader;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Against float64 gradients of torch.autograd; src/test/python/objectives.py made them. */
class ObjectiveGoldenTest {

  private static final int B = 12;
  private static final int D = 6;
  private static final int F = 16;
  private static final int K = 3;
  private static final int[] DEAD = {2, 5, 7, 11, 13};

  private static final TrainingConfig PLAIN = new TrainingConfig(B, 1, 1e-3, 0, 0, 100);
  private static final TrainingConfig EXTRA =
      PLAIN.withMultiTopK(true).withAuxK(new AuxK(0.25, OptionalInt.of(3)));

  private static TensorRuntime runtime;
  private static SafetensorsReader golden;

  @BeforeAll
  static void start() throws IOException, URISyntaxException {
    runtime = TensorRuntime.start();
    golden =
        SafetensorsReader.open(
            Path.of(ObjectiveGoldenTest.class.getResource("objectives.safetensors").toURI()));
  }

  @AfterAll
  static void stop() throws IOException {
    golden.close();
    runtime.close();
  }

  static Stream<Arguments> cases() {
    return Stream.of(
        Arguments.of("topk", new Architecture.TopK(K), PLAIN),
        Arguments.of("topk-extra", new Architecture.TopK(K), EXTRA),
        Arguments.of("batchtopk", new Architecture.BatchTopK(K), PLAIN),
        Arguments.of("batchtopk-extra", new Architecture.BatchTopK(K), EXTRA),
        Arguments.of("matryoshka", new Architecture.Matryoshka(K, List.of(4, 8, 16)), PLAIN),
        Arguments.of("relu", new Architecture.Relu(0.3), PLAIN),
        Arguments.of("jumprelu", new Architecture.JumpRelu(0.05, 0.6), PLAIN),
        Arguments.of("gated", new Architecture.Gated(0.3), PLAIN));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void lossAndGradientsAreThoseOfAutograd(
      String name, Architecture architecture, TrainingConfig training) {
    SaeConfig config = new SaeConfig(architecture, D, F);
    try (SaeParameters parameters = SaeParameters.zeros(runtime, config);
        TrainingState state = TrainingState.fresh(runtime, config, 2);
        TensorScope scope = runtime.scope()) {
      List<String> names = parameters.names();
      for (int i = 0; i < names.size(); i++) {
        if (golden.header().tensors().containsKey(name + "/p/" + names.get(i))) {
          float[] values = golden.toFloats(name + "/p/" + names.get(i));
          parameters.tensors().get(i).set(FloatBuffer.wrap(values));
        }
      }
      long[] sinceFired = new long[F];
      for (int latent : DEAD) {
        sinceFired[latent] = 101;
      }
      state.tokensSinceFiredArray().set(LongBuffer.wrap(sinceFired));
      try (Objective objective = ObjectiveTrainer.objective(parameters, state, training)) {
        Objective.Evaluation found =
            objective.evaluate(scope, scope.floats(golden.toFloats(name + "/x"), B, D), 1);

        float[] numbers = golden.toFloats(name + "/numbers");
        assertThat(found.loss()).isCloseTo(numbers[0], within(1e-5));
        assertThat(found.fvu()).isCloseTo(numbers[1], within(1e-5));
        assertThat(found.l0()).isCloseTo(numbers[2], within(1e-5));
        long[] fired = new long[F];
        golden.read(name + "/fired").asLongBuffer().get(fired);
        for (int f = 0; f < F; f++) {
          assertThat(found.fired().toBooleanArray()[f]).as("fired %d", f).isEqualTo(fired[f] == 1);
        }
        for (int i = 0; i < found.gradients().size(); i++) {
          float[] expected = golden.toFloats(name + "/g/" + names.get(i));
          float[] actual = found.gradients().get(i).toFloatArray();
          assertThat(actual).as(names.get(i)).hasSameSizeAs(expected);
          for (int j = 0; j < actual.length; j++) {
            assertThat(actual[j]).as(names.get(i) + " " + j).isCloseTo(expected[j], within(1e-5f));
          }
        }
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
