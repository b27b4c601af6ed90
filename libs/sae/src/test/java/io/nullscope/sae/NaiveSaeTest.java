package io.nullscope.sae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nullscope.tensor.TensorRuntime;
import org.junit.jupiter.api.Test;

/** The oracle's gradients against finite differences. */
class NaiveSaeTest {

  @Test
  void gradientsAreTheDerivativesOfTheLoss() {
    try (TensorRuntime runtime = TensorRuntime.start();
        SaeParameters parameters = Samples.parameters(runtime, SaeConfig.topK(4, 10, 3))) {
      NaiveSae sae = new NaiveSae(parameters);
      double[][] x = NaiveSae.rows(Samples.gaussian(1, 6 * 4), 4);
      NaiveSae.Tensors gradients = sae.gradients(x);

      check(sae, x, new double[][] {sae.encoderBias}, new double[][] {gradients.encoderBias()});
      check(sae, x, new double[][] {sae.decoderBias}, new double[][] {gradients.decoderBias()});
      check(sae, x, sae.encoder, gradients.encoder());
      check(sae, x, sae.decoder, gradients.decoder());
    }
  }

  private static void check(NaiveSae sae, double[][] x, double[][] parameter, double[][] gradient) {
    double delta = 1e-6;
    for (int row = 0; row < parameter.length; row++) {
      for (int i = 0; i < parameter[row].length; i++) {
        double original = parameter[row][i];
        parameter[row][i] = original + delta;
        double above = sae.forward(x).fvu();
        parameter[row][i] = original - delta;
        double below = sae.forward(x).fvu();
        parameter[row][i] = original;
        assertThat(gradient[row][i])
            .as("row %d element %d", row, i)
            .isCloseTo((above - below) / (2 * delta), within(1e-7));
      }
    }
  }
}
