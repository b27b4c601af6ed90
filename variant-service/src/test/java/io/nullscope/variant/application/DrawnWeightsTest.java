package io.nullscope.variant.application;

import static io.nullscope.study.VariantKind.RERANDOMIZED_INCL_EMBEDDINGS;
import static io.nullscope.study.VariantKind.STEP0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nullscope.artifacts.Manifest;
import io.nullscope.artifacts.safetensors.DType;
import io.nullscope.study.StudySpec;
import io.nullscope.study.VariantKind;
import io.nullscope.transformer.ParameterSpec;
import io.nullscope.transformer.TensorRole;
import io.nullscope.variant.TinyModel;
import io.nullscope.variant.TinyModel.Family;
import io.nullscope.variant.TinyStudy;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The numbers that are drawn, tensor by tensor, against the law that they should follow. */
class DrawnWeightsTest {

  /** In standard errors; the draws are fixed, so this never fails by chance. */
  private static final double LIMIT = 4.5;

  @TempDir private Path directory;

  private final VariantsOf variants = new VariantsOf();

  @ParameterizedTest
  @EnumSource(Family.class)
  void redrawnTensorsHaveTheMomentsOfTheirTrainedSelvesAndForgetTheRest(Family family) {
    TinyModel model = TinyModel.write(directory, family, 1);
    StudySpec spec = TinyStudy.of(model.source(), "rerandomization.layerNorm=redraw");

    Manifest incl = variants.manifest(spec, RERANDOMIZED_INCL_EMBEDDINGS, 0);

    for (ParameterSpec parameter : model.parameters()) {
      double[] source = Sample.of(model.values(parameter.name()));
      double[] drawn = Sample.of(variants.values(incl, parameter.name()));
      assertFollows(parameter, drawn, Sample.mean(source), Sample.deviation(source));
      assertThat(Sample.correlation(source, drawn))
          .as("correlation of %s with its trained self", parameter.name())
          .isCloseTo(0, within(LIMIT / Math.sqrt(drawn.length)));
    }
  }

  @ParameterizedTest
  @EnumSource(Family.class)
  void theManifestStatesTheMomentsThatWereDrawnWith(Family family) {
    TinyModel model = TinyModel.write(directory, family, 1);

    Manifest incl =
        variants.manifest(TinyStudy.of(model.source()), RERANDOMIZED_INCL_EMBEDDINGS, 0);

    for (ParameterSpec parameter : model.parameters()) {
      if (parameter.role() == TensorRole.NORM_GAIN || parameter.role() == TensorRole.NORM_BIAS) {
        assertThat(VariantsOf.description(incl, parameter.name()).keySet().toString())
            .doesNotContain("mean");
        continue;
      }
      double[] source = Sample.of(model.values(parameter.name()));
      assertThat((Double) VariantsOf.description(incl, parameter.name()).get("mean"))
          .isCloseTo(Sample.mean(source), within(1e-12));
      assertThat((Double) VariantsOf.description(incl, parameter.name()).get("standardDeviation"))
          .isCloseTo(Sample.deviation(source), within(1e-12));
    }
  }

  @Test
  void tensorsOfTheSameShapeAreDrawnIndependently() {
    TinyModel model = TinyModel.write(directory, Family.NEOX, 1);
    StudySpec spec = TinyStudy.of(model.source());
    String first = "gpt_neox.layers.0.mlp.dense_h_to_4h.weight";
    String second = "gpt_neox.layers.1.mlp.dense_h_to_4h.weight";

    for (VariantKind kind : List.of(RERANDOMIZED_INCL_EMBEDDINGS, STEP0)) {
      Manifest variant = variants.manifest(spec, kind, 0);
      double[] one = Sample.of(variants.values(variant, first));
      double[] two = Sample.of(variants.values(variant, second));
      assertThat(Sample.correlation(one, two)).isCloseTo(0, within(LIMIT / Math.sqrt(one.length)));
    }
  }

  @Test
  void halfPrecisionTensorsAreRedrawnFromTheirStoredValues() {
    TinyModel model = TinyModel.write(directory, Family.NEOX, DType.BF16, 1);
    String tensor = "gpt_neox.layers.0.attention.dense.weight";

    Manifest incl =
        variants.manifest(TinyStudy.of(model.source()), RERANDOMIZED_INCL_EMBEDDINGS, 0);

    double[] source = Sample.of(model.values(tensor));
    double[] drawn = Sample.of(variants.values(incl, tensor));
    assertThat(Sample.mean(drawn))
        .isCloseTo(
            Sample.mean(source),
            within(LIMIT * Sample.deviation(source) / Math.sqrt(drawn.length)));
  }

  /** sqrt(2 / 5D) on the input side, 2 / (L sqrt(D)) on the output side; D = 32, L = 2. */
  @Test
  void aFreshGptNeoXFollowsTheLawOfPythia() {
    TinyModel model = TinyModel.write(directory, Family.NEOX, 1);

    Manifest step0 = variants.manifest(TinyStudy.of(model.source()), STEP0, 0);

    assertThat(variants.make(TinyStudy.of(model.source()), STEP0, 0).origin())
        .isEqualTo("fresh initialisation");
    for (ParameterSpec parameter : model.parameters()) {
      double[] drawn = Sample.of(variants.values(step0, parameter.name()));
      String name = parameter.name();
      if (name.contains("norm") && name.endsWith("weight")) {
        assertThat(drawn).as(name).containsOnly(1);
      } else if (name.endsWith("bias")) {
        assertThat(drawn).as(name).containsOnly(0);
      } else if (name.endsWith("attention.dense.weight") || name.endsWith("dense_4h_to_h.weight")) {
        assertFollows(parameter, drawn, 0, 2 / (2 * Math.sqrt(32)));
      } else {
        assertFollows(parameter, drawn, 0, Math.sqrt(2 / (5.0 * 32)));
      }
    }
  }

  @Test
  void aFreshLlamaFollowsItsInitializerRange() {
    TinyModel model = TinyModel.write(directory, Family.LLAMA_TIED, 1);

    Manifest step0 = variants.manifest(TinyStudy.of(model.source()), STEP0, 0);

    for (ParameterSpec parameter : model.parameters()) {
      double[] drawn = Sample.of(variants.values(step0, parameter.name()));
      if (parameter.name().contains("norm")) {
        assertThat(drawn).as(parameter.name()).containsOnly(1);
      } else {
        assertFollows(parameter, drawn, 0, 0.02);
      }
    }
  }

  /** N(0, 0.02²), on the output side divided by sqrt(2 L); L = 2. */
  @Test
  void aFreshGptTwoScalesDownWhatWritesIntoTheStream() {
    TinyModel model = TinyModel.write(directory, Family.GPT2, 1);

    Manifest step0 = variants.manifest(TinyStudy.of(model.source()), STEP0, 0);

    for (ParameterSpec parameter : model.parameters()) {
      double[] drawn = Sample.of(variants.values(step0, parameter.name()));
      String name = parameter.name();
      if (name.contains("ln_") && name.endsWith("weight")) {
        assertThat(drawn).as(name).containsOnly(1);
      } else if (name.endsWith("bias")) {
        assertThat(drawn).as(name).containsOnly(0);
      } else {
        assertFollows(parameter, drawn, 0, name.endsWith("c_proj.weight") ? 0.01 : 0.02);
      }
    }
  }

  private static void assertFollows(
      ParameterSpec parameter, double[] drawn, double mean, double deviation) {
    int n = drawn.length;
    assertThat(Sample.mean(drawn))
        .as("mean of %s", parameter.name())
        .isCloseTo(mean, within(LIMIT * deviation / Math.sqrt(n)));
    assertThat(Sample.deviation(drawn))
        .as("standard deviation of %s", parameter.name())
        .isCloseTo(deviation, within(LIMIT * deviation / Math.sqrt(2.0 * (n - 1))));
  }

  /** Naive statistics in float64. */
  private static final class Sample {

    static double[] of(float[] values) {
      double[] sample = new double[values.length];
      for (int i = 0; i < sample.length; i++) {
        sample[i] = values[i];
      }
      return sample;
    }

    static double mean(double[] sample) {
      double sum = 0;
      for (double value : sample) {
        sum += value;
      }
      return sum / sample.length;
    }

    static double deviation(double[] sample) {
      return Math.sqrt(product(sample, sample) / (sample.length - 1));
    }

    static double correlation(double[] x, double[] y) {
      return product(x, y) / Math.sqrt(product(x, x) * product(y, y));
    }

    private static double product(double[] x, double[] y) {
      double meanX = mean(x);
      double meanY = mean(y);
      double sum = 0;
      for (int i = 0; i < x.length; i++) {
        sum += (x[i] - meanX) * (y[i] - meanY);
      }
      return sum;
    }
  }
}
