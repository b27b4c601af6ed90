package io.nullscope.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several SAE configurations, their architectures, presets and nulls. */
class SaeConfigurationsTest {
  private static final ModelShape TWO_LAYERS = new ModelShape("llama", 2, 128, 2048, 512);

  private static final String THREE =
      Studies.MINIMAL
          + """
          sae:
            - { name: narrow, latents: 512, k: 16, seeds: [0, 1] }
            - architecture: relu
              latents: 512
              l1Coefficient: 1e-3
            - { name: random, latents: 512, k: 16, frozen: decoder }
          """;

  @Test
  void aListHasAConfigurationForEachMap() {
    StudySpec spec = StudySpecReader.read(THREE).orThrow();

    assertThat(spec.saes()).extracting(SaeSpec::name).containsExactly("narrow", "relu", "random");
    assertThat(spec.sae("narrow").seeds()).containsExactly(0L, 1L);
    assertThat(spec.sae("relu").architecture()).isEqualTo(new ArchitectureSpec.Relu(1e-3, 0.05));
    assertThat(spec.sae("random").frozen()).isEqualTo(Frozen.DECODER);
    assertThat(spec.sae("random").nullOf()).contains("narrow");
    assertThatThrownBy(() -> spec.sae("wide"))
        .isInstanceOf(StudyMismatchException.class)
        .hasMessageContaining("[narrow, relu, random]");
  }

  @Test
  void aListOfOneIsTheSameAsAMap() {
    assertThat(Studies.minimal("sae=[{k: 4}]").hash()).isEqualTo(Studies.minimal("sae.k=4").hash());
  }

  @Test
  void everyHookPointHasTheSaesOfEveryConfiguration() {
    StudySpec spec = StudySpecReader.withOverrides(THREE, List.of("variants=[trained]")).orThrow();
    StudyPlan plan = StudyPlan.of(spec, TWO_LAYERS);

    assertThat(plan.cells())
        .extracting(CellKey::id)
        .containsExactly(
            "trained/0/layers.0/narrow/0",
            "trained/0/layers.0/narrow/1",
            "trained/0/layers.0/relu/0",
            "trained/0/layers.0/random/0",
            "trained/0/layers.1/narrow/0",
            "trained/0/layers.1/narrow/1",
            "trained/0/layers.1/relu/0",
            "trained/0/layers.1/random/0");
    assertThat(plan.steps()).hasSize(2 + 4 * 8);
  }

  @Test
  void costsAreThoseOfTheConfiguration() {
    StudySpec spec =
        StudySpecReader.withOverrides(
                THREE, List.of("sae.narrow.latents=256", "sae.random.nullOf=narrow"))
            .orThrow();
    StudyPlan plan = StudyPlan.of(spec, TWO_LAYERS);
    VariantKey trained = new VariantKey(VariantKind.TRAINED, 0);
    Cost narrow = cost(plan, new CellKey(trained, new HookPoint(0), "narrow", 0));
    Cost relu = cost(plan, new CellKey(trained, new HookPoint(0), "relu", 0));

    assertThat(narrow.bytesStored()).isEqualTo((2 * 256 * 128 + 256 + 128) * 4L);
    assertThat(relu.bytesStored()).isEqualTo((2 * 512 * 128 + 512 + 128) * 4L);
    // Its training step touches every latent, not sixteen.
    assertThat(relu.flops()).isGreaterThan(5 * narrow.flops());
  }

  @Test
  void auxiliaryLossesCostTheirLatents() {
    StudyPlan plan =
        StudyPlan.of(
            Studies.minimal("sae=[{k: 4}, {name: more, k: 4, multiTopK: true, auxK: {alpha: 1}}]"),
            TWO_LAYERS);
    VariantKey trained = new VariantKey(VariantKind.TRAINED, 0);
    double without = cost(plan, new CellKey(trained, new HookPoint(0), "topk", 0)).flops();
    double with = cost(plan, new CellKey(trained, new HookPoint(0), "more", 0)).flops();

    // 4k latents, and half the width.
    assertThat(with - without).isCloseTo(300_000.0 * 10 * (4 * 4 + 64) * 128, within(1.0));
  }

  @Test
  void anUntrainedSaeCostsNoTraining() {
    StudyPlan plan =
        StudyPlan.of(
            Studies.minimal("sae=[{k: 4}, {name: untrained, k: 4, frozen: all}]"), TWO_LAYERS);
    VariantKey trained = new VariantKey(VariantKind.TRAINED, 0);

    assertThat(cost(plan, new CellKey(trained, new HookPoint(0), "untrained", 0)).flops()).isZero();
  }

  private static Cost cost(StudyPlan plan, CellKey cell) {
    return plan.step(StepId.sae(cell)).orElseThrow().cost();
  }

  @Test
  void overridesNameAnElementByNumberOrName() {
    StudySpec spec =
        StudySpecReader.withOverrides(
                THREE,
                List.of(
                    "sae[0].k=8",
                    "sae.random.k=8",
                    "sae.relu.l1Coefficient=2",
                    "sae[2].training.epochs=3",
                    "sae[0].seeds[1]=7"))
            .orThrow();

    assertThat(spec.sae("narrow").architecture().activeLatents()).hasValue(8);
    assertThat(spec.sae("random").architecture().activeLatents()).hasValue(8);
    assertThat(spec.sae("random").training().epochs()).isEqualTo(3);
    assertThat(spec.sae("relu").architecture()).isEqualTo(new ArchitectureSpec.Relu(2, 0.05));
    assertThat(spec.sae("narrow").seeds()).containsExactly(0L, 7L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sae.k=8 | nothing in it has the name 'k' | names are narrow, relu, random",
        "sae.wide.k=8 | nothing in it has the name 'wide' | sae[0].k",
        "sae[3].k=8 | the list has 3 elements | at most [2]",
        "corpus[0].trainTokens=8 | the study has no list there | leave out [0]",
      })
  void overridesOfElementsThatAreNotThere(String override, String problem, String fix) {
    assertThat(Studies.errors(StudySpecReader.withOverrides(THREE, List.of(override))))
        .singleElement()
        .satisfies(
            error -> {
              assertThat(error.problem()).contains(problem);
              assertThat(error.fix()).contains(fix);
            });
  }

  @Test
  void everythingWrongIsReportedWithPathAndLine() {
    String text =
        Studies.MINIMAL
            + """
            sae:
              - { name: A, k: 0 }
              - architecture: relu
                k: 4
              - topk
              - { architecture: jumprelu, training: { batchSize: 1M } }
              - { name: last, architecture: jumprelu, l0Coefficient: 1, lambda: 3 }
            """;

    assertThat(Studies.errors(StudySpecReader.read(text)))
        .extracting(error -> error.line() + " " + error.path() + ": " + error.problem())
        .containsExactly(
            "5 sae[0].k: must be at least 1, but is 0",
            "5 sae[0].name: 'A' is not a name of a configuration",
            "7 sae[1].k: does not apply to architecture relu",
            "8 sae[2]: is a map of settings, but this is 'topk'",
            "9 sae[3].training.batchSize: is 1000000, more than the 300000 training tokens",
            "10 sae[4].lambda: there is no such setting");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{architecture: relu, l1Coefficient: 1, k: 3} | sae.k | does not apply to architecture relu | topk or batchtopk or matryoshka",
        "{architecture: gated, l1Coefficient: 1, auxK: {alpha: 1, x: 2}} | sae.auxK | does not apply to architecture gated | remove it",
        "{architecture: matryoshka, multiTopK: true} | sae.multiTopK | does not apply to architecture matryoshka | set architecture: topk or batchtopk",
        "{prefixes: [1, 2]} | sae.prefixes | does not apply to architecture topk | matryoshka",
        "{l0Coefficient: 1} | sae.l0Coefficient | does not apply to architecture topk | jumprelu",
        "{bandwidth: 1} | sae.bandwidth | does not apply to architecture topk | jumprelu",
        "{l1Coefficient: 1} | sae.l1Coefficient | does not apply to architecture topk | gated or relu",
        "{sparsityWarmupFraction: 1} | sae.sparsityWarmupFraction | does not apply | jumprelu or gated or relu",
        "{architecture: relu, l1Coefficient: 0} | sae.l1Coefficient | greater than 0 | weight of sparsity",
        "{architecture: jumprelu, l0Coefficient: 0} | sae.l0Coefficient | greater than 0 | fewer active",
        "{architecture: jumprelu, l0Coefficient: 1, bandwidth: -1} | sae.bandwidth | greater than 0 | 0.001",
        "{architecture: gated, l1Coefficient: 1, sparsityWarmupFraction: 2} | sae.sparsityWarmupFraction | from 0 to 1 | 0.05",
        "{architecture: matryoshka, prefixes: [64, 32]} | sae.prefixes | do not ascend: 32 follows 64 | ascending",
        "{architecture: matryoshka, latents: 64, prefixes: [16, 32]} | sae.prefixes | end with 32, but there are 64 | be 64",
        "{architecture: matryoshka, prefixes: [0]} | sae.prefixes[0] | at least 1 | ascending",
        "{auxK: {alpha: -1}} | sae.auxK.alpha | from 0 to 1000000 | 0.03125",
        "{auxK: {k: 0}} | sae.auxK.k | at least 1 | from 1",
        "{multiTopK: 1} | sae.multiTopK | is true or false, but this is 1 | write true",
        "{excludeTokens: [bos]} | sae.excludeTokens | is gone | use positions",
        "{preset: papers} | sae.preset | no 'papers' | did you mean paper?",
        "{precision: float16} | sae.precision | no 'float16' | did you mean bfloat16 | ",
        "{decoderBias: median} | sae.decoderBias | no 'median' | one of mean, geometric-median",
        "{frozen: both} | sae.frozen | no 'both' | one of none, encoder, decoder, soft-decoder, all",
        "{frozen: decoder} | sae.frozen | no configuration of the same architecture and size | nullOf",
        "{nullOf: topk} | sae.nullOf | nothing of this configuration is frozen | remove it",
        "[{k: 4}, {name: b, k: 8, frozen: all}] | sae[1].frozen | same architecture and size | add one",
        "[{k: 4}, {name: b, frozen: all, nullOf: topc}] | sae[1].nullOf | there is no configuration 'topc' | did you mean topk?",
        "[{k: 4}, {name: b, k: 4, frozen: all}, {name: c, k: 4, frozen: encoder, nullOf: b}] | sae[2].nullOf | 'b' is a null itself | use topk",
        "[{k: 4}, {k: 8}] | sae[1].name | is missing, and another configuration is called 'topk' already | of its own",
        "[{name: a}, {name: a}] | sae[1].name | 'a' is the name of another | a name of its own",
        "[] | sae | is empty | settings of an SAE",
        "{training: {schedule: published, epochs: 30, warmupFraction: 0.1}} | sae.training.warmupFraction | does not apply to the published schedule | linear",
        "{preset: paper, training: {epochs: 30, decayFraction: 0.1}} | sae.training.decayFraction | does not apply | schedule: linear",
        "{training: {batchSize: 400k}} | sae.training.batchSize | is 400000, more than the 300000 training tokens | raise",
        "{preset: paper} | sae.training.schedule | are only 36 here, and warms up for 1000 | raise corpus.trainTokens",
        "{training: {gradientClipNorm: 0}} | sae.training.gradientClipNorm | greater than 0 | or none",
      })
  void reportsOneWrongSetting(String sae, String path, String problem, String fix) {
    SpecResult result = StudySpecReader.withOverrides(Studies.MINIMAL, List.of("sae=" + sae));

    assertThat(Studies.errors(result))
        .singleElement()
        .satisfies(
            error -> {
              assertThat(error.path()).isEqualTo(path);
              assertThat(error.problem()).contains(problem);
              assertThat(error.fix()).contains(fix);
            });
  }

  @Test
  void readsEveryArchitecture() {
    assertThat(architecture("{k: 4, multiTopK: true, auxK: {alpha: 0.5}}"))
        .isEqualTo(new ArchitectureSpec.TopK(4, new AuxKSpec(0.5, OptionalInt.empty()), true));
    assertThat(architecture("{architecture: batchtopk, auxK: {alpha: 0.5, k: 9}}"))
        .isEqualTo(new ArchitectureSpec.BatchTopK(32, new AuxKSpec(0.5, OptionalInt.of(9)), false));
    assertThat(architecture("{architecture: matryoshka, latents: 64, prefixes: [8, 64]}"))
        .isEqualTo(new ArchitectureSpec.Matryoshka(32, List.of(8, 64), AuxKSpec.OFF));
    assertThat(architecture("{architecture: jumprelu, l0Coefficient: 2}"))
        .isEqualTo(new ArchitectureSpec.JumpRelu(2, 0.001, 0.05));
    assertThat(architecture("{architecture: relu}"))
        .isEqualTo(new ArchitectureSpec.Relu(0.01, 0.05));
    assertThat(architecture("{architecture: gated, l1Coefficient: 2, sparsityWarmupFraction: 0}"))
        .isEqualTo(new ArchitectureSpec.Gated(2, 0));
  }

  private static ArchitectureSpec architecture(String sae) {
    return Studies.minimal("sae=" + sae).saes().get(0).architecture();
  }

  @Test
  void prefixesHalveFromTheNumberOfLatents() {
    ArchitectureSpec.Matryoshka matryoshka =
        new ArchitectureSpec.Matryoshka(2, List.of(), AuxKSpec.OFF);

    assertThat(matryoshka.prefixesFor(2048)).containsExactly(128, 256, 512, 1024, 2048);
    assertThat(matryoshka.prefixesFor(5)).containsExactly(1, 2, 5);
    assertThat(matryoshka.prefixesFor(1)).containsExactly(1);
  }

  @Test
  void thePrefixesEndWithTheLatentsOfTheModel() {
    SaeSpec sae =
        Studies.minimal("sae={architecture: matryoshka, expansion: 2, prefixes: [64, 256]}")
            .saes()
            .get(0);

    assertThat(sae.latentsFor(128)).isEqualTo(256);
    assertThatThrownBy(() -> sae.latentsFor(64))
        .isInstanceOf(StudyMismatchException.class)
        .hasMessageContaining("is 128 latents, but sae.prefixes is [64, 256]");
  }

  @Test
  void auxiliaryLatentsAreHalfTheWidth() {
    assertThat(AuxKSpec.OFF.kFor(768)).isEqualTo(384);
    assertThat(AuxKSpec.OFF.kFor(1)).isEqualTo(1);
    assertThat(new AuxKSpec(1, OptionalInt.of(7)).kFor(768)).isEqualTo(7);
  }

  @Test
  void thePaperPresetHasThePublishedSettings() {
    SaeSpec paper = Studies.minimal("sae.preset=paper", "corpus.trainTokens=100M").saes().get(0);

    assertThat(paper.architecture()).isEqualTo(new ArchitectureSpec.TopK(32));
    assertThat(paper.expansion()).hasValue(64);
    assertThat(paper.decoderBias()).isEqualTo(DecoderBias.GEOMETRIC_MEDIAN);
    assertThat(paper.training())
        .isEqualTo(
            new TrainingSpec(
                32 * 2048,
                1,
                OptionalDouble.empty(),
                new ScheduleSpec.Published(),
                10_000_000,
                OptionalDouble.of(1)));
    // The table of peak rates for the paper's models.
    assertThat(paper.training().learningRateFor(32_768)).isCloseTo(1.414e-4, within(1e-7));
    assertThat(paper.training().learningRateFor(262_144)).isCloseTo(5e-5, within(1e-12));
    assertThat(ScheduleSpec.Published.schedulerSteps(100_000_000)).isEqualTo(12_207);
  }

  @Test
  void whatIsWrittenBesideThePresetWins() {
    SaeSpec sae =
        Studies.minimal(
                "sae={preset: paper, expansion: 16, k: 16, decoderBias: mean, training: {batchSize: 512, schedule: linear, gradientClipNorm: none, learningRate: 1e-3}}")
            .saes()
            .get(0);

    assertThat(sae.expansion()).hasValue(16);
    assertThat(sae.architecture().activeLatents()).hasValue(16);
    assertThat(sae.decoderBias()).isEqualTo(DecoderBias.MEAN);
    assertThat(sae.training())
        .isEqualTo(
            new TrainingSpec(
                512,
                1,
                OptionalDouble.of(1e-3),
                new ScheduleSpec.Linear(0.05, 0.2),
                10_000_000,
                OptionalDouble.empty()));
  }

  @Test
  void theLockedStudyNeedsNoPreset() {
    StudySpec spec = Studies.minimal("sae.preset=paper", "corpus.trainTokens=100M");

    assertThat(spec.toYaml())
        .doesNotContain("preset")
        .contains("schedule: published", "gradientClipNorm: 1\n", "batchSize: 65536");
    assertThat(StudySpecReader.read(spec.toYaml()).orThrow()).isEqualTo(spec);
  }

  @Test
  void aListIsWrittenForPeople() {
    assertThat(StudySpecReader.read(THREE).orThrow().toYaml())
        .contains(
            "\nsae:\n  - name: narrow\n    architecture: topk\n    latents: 512\n    k: 16\n",
            "\n    training:\n      batchSize: 512\n",
            "\n  - name: random\n",
            "\n    frozen: decoder\n    nullOf: narrow\n");
  }

  @Test
  void aNullIsOfTheFirstTrainedConfigurationLikeIt() {
    StudySpec spec =
        Studies.minimal(
            "sae=[{name: z, k: 8}, {name: n, k: 4, frozen: all}, {name: a, k: 4}, {name: b, k: 4, training: {epochs: 2}}]");

    assertThat(spec.sae("n").nullOf()).contains("a");
    assertThat(spec.sae("a").nullOf()).isEqualTo(Optional.empty());
  }

  @Test
  void warnsOfANullThatDiffersInMore() {
    SpecResult result =
        StudySpecReader.withOverrides(
            Studies.MINIMAL,
            List.of("sae=[{k: 4}, {name: n, k: 8, frozen: encoder, nullOf: topk}]"));

    assertThat(((SpecResult.Valid) result).warnings())
        .singleElement()
        .asString()
        .contains("sae[1].nullOf: 'topk' differs in architecture or size");
  }

  @Test
  void namesAreBounded() {
    assertThat(Studies.minimal("sae.name=" + "a".repeat(40)).saes().get(0).name()).hasSize(40);
    assertThat(
            Studies.errors(
                StudySpecReader.withOverrides(
                    Studies.MINIMAL, List.of("sae.name=" + "a".repeat(41)))))
        .singleElement()
        .satisfies(error -> assertThat(error.path()).isEqualTo("sae.name"));
  }
}
