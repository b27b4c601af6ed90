package io.nullscope.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StudySpecReaderTest {
  @Test
  void fillsInEveryDefault() {
    StudySpec spec = Studies.minimal();

    assertThat(spec)
        .isEqualTo(
            new StudySpec(
                "minimal",
                0,
                new ModelSpec("file:model", "main", Optional.empty(), Optional.empty()),
                new CorpusSpec(
                    "file:corpus.jsonl",
                    "text",
                    StartTokenSpec.Rule.AUTO,
                    128,
                    300_000,
                    40_000,
                    160_000),
                new PositionsSpec(true, 1, OptionalDouble.empty(), List.of()),
                new RerandomizationSpec(
                    LayerNormPolicy.KEEP,
                    BiasPolicy.REDRAW,
                    MomentScope.TENSOR,
                    DeviationEstimator.UNBIASED),
                List.of(
                    VariantKind.TRAINED,
                    VariantKind.RERANDOMIZED_INCL_EMBEDDINGS,
                    VariantKind.RERANDOMIZED_EXCL_EMBEDDINGS,
                    VariantKind.STEP0,
                    VariantKind.CONTROL),
                List.of(0L, 1L, 2L, 3L, 4L),
                new HookPointSelection.All(),
                new ActivationsSpec.Keep(),
                List.of(
                    new SaeSpec(
                        "topk",
                        new ArchitectureSpec.TopK(32),
                        OptionalInt.empty(),
                        OptionalInt.of(64),
                        Frozen.NONE,
                        Optional.empty(),
                        DecoderBias.MEAN,
                        Precision.AUTO,
                        List.of(0L),
                        new TrainingSpec(
                            512,
                            1,
                            OptionalDouble.empty(),
                            new ScheduleSpec.Linear(0.05, 0.2),
                            10_000_000,
                            OptionalDouble.empty()))),
                new AutointerpSpec(
                    100,
                    new ExplainerSpec.Lexical(0.8, 20),
                    new JudgeSpec.Lexical(),
                    List.of(Scorer.DETECTION, Scorer.FUZZING),
                    32,
                    60,
                    40,
                    50,
                    50,
                    List.of(NegativeKind.RANDOM),
                    RequestsSpec.DEFAULT,
                    BudgetSpec.NONE),
                new ProbesSpec(32, 1),
                new StatisticsSpec(1000, 0.95, Map.of())));
  }

  @Test
  void readsEverySetting() {
    assertThat(Studies.full())
        .isEqualTo(
            new StudySpec(
                "Everything set",
                7,
                new ModelSpec(
                    "file:/models/pythia-70m",
                    "step1000",
                    Optional.of("file:/models/step0"),
                    Optional.empty()),
                new CorpusSpec(
                    "file:/corpora/pile.jsonl",
                    "body",
                    StartTokenSpec.Rule.AUTO,
                    256,
                    1_500_000,
                    100_000,
                    1_000_000_000),
                new PositionsSpec(false, 3, OptionalDouble.of(8.5), List.of(50256, 0)),
                new RerandomizationSpec(
                    LayerNormPolicy.REDRAW,
                    BiasPolicy.KEEP,
                    MomentScope.HEAD,
                    DeviationEstimator.POPULATION),
                List.of(
                    VariantKind.STEP0,
                    VariantKind.TRAINED,
                    VariantKind.CONTROL,
                    VariantKind.PERMUTED,
                    VariantKind.cascadingTop(3)),
                List.of(3L, 1L),
                new HookPointSelection.Listed(List.of(new HookPoint(3), new HookPoint(0))),
                new ActivationsSpec.Rolling(8, 65_536),
                List.of(
                    new SaeSpec(
                        "wide",
                        new ArchitectureSpec.TopK(
                            4, new AuxKSpec(0.03125, OptionalInt.of(64)), true),
                        OptionalInt.empty(),
                        OptionalInt.of(8),
                        Frozen.NONE,
                        Optional.empty(),
                        DecoderBias.GEOMETRIC_MEDIAN,
                        Precision.BFLOAT16,
                        List.of(5L, 6L),
                        new TrainingSpec(
                            1024,
                            3,
                            OptionalDouble.of(5e-4),
                            new ScheduleSpec.Linear(0.1, 0.3),
                            2_000_000,
                            OptionalDouble.of(2)))),
                new AutointerpSpec(
                    30,
                    new ExplainerSpec.Lexical(0.5, 10),
                    new JudgeSpec.Lexical(),
                    List.of(Scorer.FUZZING),
                    64,
                    50,
                    20,
                    20,
                    25,
                    List.of(NegativeKind.RANDOM),
                    RequestsSpec.DEFAULT,
                    BudgetSpec.NONE),
                new ProbesSpec(8, 3),
                new StatisticsSpec(500, 0.9, Map.of("r2", 0.03))));
  }

  @Test
  void readsJsonLikeYaml() {
    String json =
        """
        {
        \t"name": "minimal",
        \t"model": {"source": "file:model"},
        \t"corpus": {
        \t\t"source": "file:corpus.jsonl", "trainTokens": 300000, "evalTokens": "40k", "interpTokens": 1.6e5
        \t}
        }
        """;

    assertThat(StudySpecReader.read(json).orThrow()).isEqualTo(Studies.minimal());
  }

  @Test
  void readsEscapesOfJson() {
    String json =
        CanonicalJson.write(Studies.minimal().toTree())
            .replace("minimal", "a\\/b \\u00e9\\ud83d\\ude00");

    assertThat(StudySpecReader.read(json).orThrow().name()).isEqualTo("a/b \u00e9\ud83d\ude00");
  }

  @Test
  void readsTreesWhoseNumbersAreAllDoubles() {
    Map<String, Object> corpus = new LinkedHashMap<>();
    corpus.put("source", "file:corpus.jsonl");
    corpus.put("trainTokens", 300000.0);
    corpus.put("evalTokens", 40000);
    corpus.put("interpTokens", 160000.0f);
    corpus.put("textField", null);
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", "minimal");
    tree.put("model", Map.of("source", "file:model"));
    tree.put("corpus", corpus);
    tree.put("variantSeeds", List.of(0.0, 1.0, 2.0, 3.0, 4.0));

    assertThat(StudySpecReader.read(tree).orThrow()).isEqualTo(Studies.minimal());
  }

  @ParameterizedTest
  @CsvSource({"all,0 1 2 3 4", "[layers.4],4", "'[layers.4, layers.1]',4 1", "{every: 2},0 2 4"})
  void readsHookPoints(String value, String layers) {
    StudySpec spec = Studies.minimal("hookPoints=" + value);

    assertThat(spec.hookPoints().resolve(5))
        .extracting(point -> String.valueOf(point.layer()))
        .containsExactly(layers.split(" "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:model", "file:/a b/model", "file:../model"})
  void acceptsSources(String source) {
    assertThat(Studies.minimal("model.source=" + source).model().source()).isEqualTo(source);
  }

  @Test
  void sharesAnchoredValues() {
    String text = Studies.MINIMAL + "variantSeeds: &seeds [1, 2]\nsae: { seeds: *seeds }\n";

    StudySpec spec = StudySpecReader.read(text).orThrow();

    assertThat(spec.saes().get(0).seeds()).isEqualTo(spec.variantSeeds()).containsExactly(1L, 2L);
  }

  @Test
  void takesNullForAbsent() {
    String text = Studies.MINIMAL + "sae:\nstatistics: ~\nvariantSeeds: null\n";

    assertThat(StudySpecReader.read(text).orThrow()).isEqualTo(Studies.minimal());
  }

  @Test
  void takesAnUnquotedNumberAsText() {
    assertThat(Studies.minimal("name=2024").name()).isEqualTo("2024");
    assertThat(Studies.minimal("corpus.textField=1e5").corpus().textField()).isEqualTo("1e5");
  }

  @Test
  void autoLearningRateIsTheScalingLaw() {
    StudySpec spec = Studies.minimal("sae.training.learningRate=auto");

    assertThat(spec).isEqualTo(Studies.minimal());
    assertThat(spec.saes().get(0).training().learningRateFor(1 << 14)).isEqualTo(2e-4);
    assertThat(spec.saes().get(0).training().learningRateFor(1 << 16)).isEqualTo(1e-4);
    assertThat(Studies.full().saes().get(0).training().learningRateFor(1 << 16)).isEqualTo(5e-4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "variants=[trained] | variants: with trained alone",
        "variants=[step0, control] | variants: without trained",
        "model.revision=step3 | model.revision: has no effect",
        "sae={latents: 64, k: 4} | autointerp.latents: is more than the SAE has",
      })
  void warnsOfWhatIsProbablyNotMeant(String override, String warning) {
    SpecResult result = StudySpecReader.withOverrides(Studies.MINIMAL, List.of(override));

    assertThat(((SpecResult.Valid) result).warnings()).singleElement().asString().contains(warning);
  }

  @Test
  void warnsOfAStep0SourceThatIsNotUsed() {
    SpecResult result =
        StudySpecReader.withOverrides(
            Studies.MINIMAL, List.of("model.step0Source=file:x", "variants=[trained, control]"));

    assertThat(((SpecResult.Valid) result).warnings())
        .containsExactly("model.step0Source: has no effect: step0 is not among the variants");
  }

  @Test
  void orThrowNamesEveryError() {
    SpecResult result = StudySpecReader.read("name: x\nmodel: {source: 'file:y'}");

    assertThatThrownBy(result::orThrow)
        .isInstanceOfSatisfying(InvalidStudyException.class, e -> assertThat(e.errors()).hasSize(4))
        .hasMessage(result.describe())
        .hasMessageContaining("corpus.source: is missing")
        .hasMessageContaining("corpus.interpTokens: is missing");
  }

  @Test
  void settingsOfAnotherVersionAreLeftOutOfAWrittenStudyOnly() {
    StudySpec spec = Studies.minimal("sae=[{k: 4}, {name: b, k: 8}]");
    Map<String, Object> tree = spec.toTree();
    tree.put("weather", Map.of("rain", true));
    within(tree, "statistics").put("priors", "flat");
    within((Map<?, ?>) ((List<?>) tree.get("sae")).get(1), "training").put("momentum", 0.9);
    List<String> ignored = new ArrayList<>();

    assertThat(StudySpecReader.readWritten(tree, ignored::add).orThrow()).isEqualTo(spec);
    assertThat(ignored)
        .containsExactlyInAnyOrder("weather", "statistics.priors", "sae[1].training.momentum");
    assertThat(StudySpecReader.read(tree).describe())
        .contains("weather", "statistics.priors", "sae[1].training.momentum");
  }

  /** Only what is unknown is left out: what is wrong stays wrong. */
  @Test
  void aWrittenStudyIsValidatedAllTheSame() {
    Map<String, Object> tree = Studies.minimal().toTree();
    within(tree, "statistics").put("bootstrapResamples", 0L);

    assertThat(StudySpecReader.readWritten(tree, path -> {}).describe())
        .contains("statistics.bootstrapResamples");
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> within(Map<?, ?> tree, String section) {
    return (Map<String, Object>) tree.get(section);
  }
}
