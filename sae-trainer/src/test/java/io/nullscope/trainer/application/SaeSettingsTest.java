package io.nullscope.trainer.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nullscope.artifacts.ArtifactId;
import io.nullscope.messaging.RejectedException;
import io.nullscope.sae.Architecture;
import io.nullscope.sae.AuxK;
import io.nullscope.sae.Frozen;
import io.nullscope.sae.Precision;
import io.nullscope.sae.RateShape;
import io.nullscope.sae.SaeConfig;
import io.nullscope.sae.TrainingConfig;
import io.nullscope.study.ArchitectureSpec;
import io.nullscope.study.CellKey;
import io.nullscope.study.SaeSpec;
import io.nullscope.study.StudySpec;
import io.nullscope.trainer.fixture.TinyStudy;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SaeSettingsTest {

  private static final int WIDTH = 8;
  private static final ArtifactId ACTIVATIONS = new ArtifactId("a".repeat(64));
  private static final ArtifactId POSITIONS = new ArtifactId("b".repeat(64));

  private static SaeSpec last(String... overrides) {
    List<SaeSpec> saes = TinyStudy.of(overrides).saes();
    return saes.get(saes.size() - 1);
  }

  private static Architecture architecture(String sae) {
    return SaeSettings.config(last("sae=" + sae), WIDTH).architecture();
  }

  @Test
  void everyArchitectureIsThatOfTheLibrary() {
    assertThat(architecture("{latents: 32, k: 3}")).isEqualTo(new Architecture.TopK(3));
    assertThat(architecture("{architecture: batchtopk, latents: 32, k: 3}"))
        .isEqualTo(new Architecture.BatchTopK(3));
    assertThat(architecture("{architecture: matryoshka, latents: 32, k: 3}"))
        .isEqualTo(new Architecture.Matryoshka(3, List.of(2, 4, 8, 16, 32)));
    assertThat(architecture("{architecture: matryoshka, latents: 32, k: 3, prefixes: [5, 32]}"))
        .isEqualTo(new Architecture.Matryoshka(3, List.of(5, 32)));
    assertThat(architecture("{architecture: jumprelu, latents: 32, l0Coefficient: 0.5}"))
        .isEqualTo(new Architecture.JumpRelu(0.5, 0.001));
    assertThat(architecture("{architecture: gated, latents: 32, l1Coefficient: 0.25}"))
        .isEqualTo(new Architecture.Gated(0.25));
    assertThat(architecture("{architecture: relu, latents: 32, l1Coefficient: 0.125}"))
        .isEqualTo(new Architecture.Relu(0.125));
  }

  @Test
  void theDefaultsOfStudiesAreThoseOfTheLibrary() {
    assertThat(architecture("{architecture: jumprelu, latents: 32}"))
        .isEqualTo(Architecture.JumpRelu.DEFAULT);
    assertThat(architecture("{architecture: gated, latents: 32}"))
        .isEqualTo(Architecture.Gated.DEFAULT);
    assertThat(architecture("{architecture: relu, latents: 32}"))
        .isEqualTo(Architecture.Relu.DEFAULT);
    assertThat(architecture("{architecture: matryoshka, latents: 64, k: 3}"))
        .isEqualTo(Architecture.Matryoshka.halving(3, 64));
  }

  @Test
  void trainingTakesEverySetting() {
    SaeSpec sae =
        last(
            "sae={latents: 64, k: 4, auxK: {alpha: 0.5, k: 7}, multiTopK: true, training: {"
                + "batchSize: 16, epochs: 2, learningRate: 0.25, warmupFraction: 0.1,"
                + " decayFraction: 0.3, deadAfterTokens: 99, gradientClipNorm: 2}}");

    assertThat(SaeSettings.training(sae, SaeSettings.config(sae, WIDTH), 1000))
        .isEqualTo(
            new TrainingConfig(
                16,
                2,
                0.25,
                new RateShape.Fractions(0.1, 0.3),
                99,
                OptionalDouble.of(2),
                0,
                Optional.of(new AuxK(0.5, OptionalInt.of(7))),
                true,
                Frozen.NONE));
  }

  @Test
  void thePublishedScheduleIsBuiltForTheTokensOfTheStudy() {
    SaeSpec sae =
        last("sae.training.schedule=published", "sae.training.epochs=1", "corpus.trainTokens=100M");

    RateShape shape =
        SaeSettings.training(sae, SaeSettings.config(sae, WIDTH), 100_000_000).rateShape();

    assertThat(shape).isEqualTo(new RateShape.Steps(1000, 12_207));
  }

  @ParameterizedTest
  @ValueSource(strings = {"encoder", "decoder", "soft-decoder", "all"})
  void whatIsFrozenStaysSo(String part) {
    SaeSpec sae =
        last("sae=[{k: 4, latents: 64}, {name: n, k: 4, latents: 64, frozen: " + part + "}]");

    assertThat(SaeSettings.training(sae, SaeSettings.config(sae, WIDTH), 1000).frozen().id())
        .isEqualTo(part);
  }

  @Test
  void warmUpOfThePenaltyIsThatOfTheStudy() {
    SaeSpec sae = last("sae={architecture: relu, latents: 32, sparsityWarmupFraction: 0.5}");

    assertThat(
            SaeSettings.training(sae, SaeSettings.config(sae, WIDTH), 1000)
                .sparsityWarmupFraction())
        .isEqualTo(0.5);
  }

  @Test
  void onlyPlainTopKHasAnotherPrecision() {
    assertThat(SaeSettings.precision(last("sae.precision=bfloat16"))).isEqualTo(Precision.BFLOAT16);
    assertThat(SaeSettings.precision(last("sae.precision=auto"))).isEqualTo(Precision.AUTO);
    assertThat(SaeSettings.precision(last("sae={architecture: relu, latents: 32}")))
        .isEqualTo(Precision.FLOAT32);
    assertThatThrownBy(
            () ->
                SaeSettings.precision(
                    last("sae={architecture: relu, latents: 32, precision: bfloat16}")))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("'relu'")
        .hasMessageContaining("set sae.precision to auto or float32");
  }

  /** Two SAEs of one id would be taken for the same. */
  @Test
  void everySettingThatDecidesTheBitsIsInTheId() {
    List<String> settings =
        List.of(
            "sae={k: 4, latents: 64}",
            "sae={k: 5, latents: 64}",
            "sae={k: 4, latents: 128}",
            "sae={k: 4, latents: 64, multiTopK: true}",
            "sae={k: 4, latents: 64, auxK: {alpha: 0.5}}",
            "sae={k: 4, latents: 64, auxK: {alpha: 0.25}}",
            "sae={k: 4, latents: 64, auxK: {alpha: 0.5, k: 3}}",
            "sae={k: 4, latents: 64, decoderBias: geometric-median}",
            "sae={k: 4, latents: 64, precision: bfloat16}",
            "sae={k: 4, latents: 64, training: {batchSize: 7}}",
            "sae={k: 4, latents: 64, training: {epochs: 3}}",
            "sae={k: 4, latents: 64, training: {learningRate: 0.5}}",
            "sae={k: 4, latents: 64, training: {warmupFraction: 0.5}}",
            "sae={k: 4, latents: 64, training: {decayFraction: 0.5}}",
            "sae={k: 4, latents: 64, training: {deadAfterTokens: 5}}",
            "sae={k: 4, latents: 64, training: {gradientClipNorm: 5}}",
            "sae=[{k: 4, latents: 64}, {name: n, k: 4, latents: 64, frozen: encoder}]",
            "sae=[{k: 4, latents: 64}, {name: n, k: 4, latents: 64, frozen: decoder}]",
            "sae=[{k: 4, latents: 64}, {name: n, k: 4, latents: 64, frozen: all}]",
            "sae={architecture: batchtopk, k: 4, latents: 64}",
            "sae={architecture: batchtopk, k: 4, latents: 64, multiTopK: true}",
            "sae={architecture: matryoshka, k: 4, latents: 64}",
            "sae={architecture: matryoshka, k: 4, latents: 64, prefixes: [3, 64]}",
            "sae={architecture: jumprelu, latents: 64}",
            "sae={architecture: jumprelu, latents: 64, l0Coefficient: 0.5}",
            "sae={architecture: jumprelu, latents: 64, bandwidth: 0.5}",
            "sae={architecture: jumprelu, latents: 64, sparsityWarmupFraction: 0.5}",
            "sae={architecture: gated, latents: 64}",
            "sae={architecture: gated, latents: 64, l1Coefficient: 0.5}",
            "sae={architecture: relu, latents: 64}",
            "sae={architecture: relu, latents: 64, l1Coefficient: 0.5}");
    Set<ArtifactId> ids = new HashSet<>();
    for (String setting : settings) {
      assertThat(ids.add(id(setting))).as(setting).isTrue();
    }
  }

  @Test
  void aNameAloneChangesNothing() {
    assertThat(id("sae={name: other, k: 4, latents: 64}")).isEqualTo(id("sae={k: 4, latents: 64}"));
    assertThat(id("sae={k: 4, expansion: 8}")).isEqualTo(id("sae={k: 4, latents: 64}"));
    assertThat(last("sae={k: 4, latents: 64}").architecture())
        .isInstanceOf(ArchitectureSpec.TopK.class);
  }

  /** Another machine must not go on with, or be taken for, a training in other numbers. */
  @Test
  void autoIsInTheIdAsWhatItIsOnTheHardware() {
    String large = "sae={k: 4, latents: " + (1 << 19) / WIDTH + "%s}";
    String auto = large.formatted("");

    assertThat(id(auto, true)).isEqualTo(id(large.formatted(", precision: bfloat16"), false));
    assertThat(id(auto, false)).isEqualTo(id(large.formatted(", precision: float32"), true));
    assertThat(id(auto, true)).isNotEqualTo(id(auto, false));
  }

  private static ArtifactId id(String setting) {
    return id(setting, true);
  }

  private static ArtifactId id(String setting, boolean fastBfloat16) {
    StudySpec spec = TinyStudy.of(setting);
    String name = spec.saes().get(spec.saes().size() - 1).name();
    CellKey cell = new CellKey(TinyStudy.CELL.variant(), TinyStudy.CELL.hookPoint(), name, 0);
    SaeConfig config = SaeSettings.config(spec.sae(name), WIDTH);
    CellPlan plan = CellPlan.of(spec, cell, ACTIVATIONS, POSITIONS, WIDTH, fastBfloat16);
    assertThat(plan.config()).isEqualTo(config);
    return plan.request().id();
  }
}
