package io.nullscope.sae;

import io.nullscope.tensor.TensorRuntime;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.Stream;

/** Every architecture at a small size, with parameters that make every term count. */
final class Architectures {

  static final int D = 6;
  static final int F = 20;
  static final int K = 3;

  private Architectures() {}

  static Stream<Architecture> all() {
    return Stream.of(
        new Architecture.TopK(K),
        new Architecture.BatchTopK(K),
        new Architecture.Matryoshka(K, List.of(5, 10, 20)),
        new Architecture.JumpRelu(0.02, 0.5),
        new Architecture.Gated(0.1),
        new Architecture.Relu(0.1));
  }

  static SaeConfig config(Architecture architecture) {
    return new SaeConfig(architecture, D, F);
  }

  static SaeParameters parameters(TensorRuntime runtime, Architecture architecture) {
    SaeParameters parameters =
        SaeParameters.initialise(
            runtime,
            config(architecture),
            Samples.uniform(3),
            new DataCentre(Samples.gaussian(4, D), 2));
    List<String> names = parameters.names();
    for (int i = 0; i < names.size(); i++) {
      if (!List.of("encoder.weight", "W_dec", "b_dec").contains(names.get(i))) {
        float[] values = Samples.gaussian(5 + i, (int) parameters.tensors().get(i).size());
        for (int j = 0; j < values.length; j++) {
          values[j] *= 0.1f;
          if (names.get(i).equals("threshold")) {
            values[j] = Math.abs(values[j]) + 0.2f;
          }
        }
        parameters.tensors().get(i).set(FloatBuffer.wrap(values));
      }
    }
    return parameters;
  }
}
