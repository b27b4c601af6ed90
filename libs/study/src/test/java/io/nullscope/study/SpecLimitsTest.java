package io.nullscope.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SpecLimitsTest {
  private static final String SERVER = "kind: openai, model: m, baseUrl: 'http://h/v1'";

  /** Studies that have every numeric setting between them. */
  private static final List<String> STUDIES =
      List.of(
          "statistics.margins={r2: 0.1}",
          "hookPoints={every: 2}",
          "sae={latents: 64, k: 4, auxK: {alpha: 0.1, k: 8}}",
          "sae={architecture: jumprelu, l0Coefficient: 0.1, bandwidth: 0.1, sparsityWarmupFraction: 0.1}",
          "sae={architecture: gated, l1Coefficient: 0.1}",
          "sae={architecture: relu, l1Coefficient: 0.1}",
          "autointerp={explainer: {%s, temperature: 1, inputPrice: 1, outputPrice: 1}, judge: {%s}, budget: {tokens: 5, cost: 5}, requests: {attempts: 2}}"
              .formatted(SERVER, SERVER + ", examplesPerPrompt: 3, inputPrice: 1, outputPrice: 1"));

  static Stream<String> numericSettings() {
    return STUDIES.stream()
        .flatMap(
            override ->
                leaves(
                        "",
                        StudySpecReader.withOverrides(Studies.FULL, List.of(override))
                            .orThrow()
                            .toTree())
                    .map(path -> override + " " + path))
        .distinct();
  }

  private static Stream<String> leaves(String path, Map<?, ?> tree) {
    return tree.entrySet().stream()
        .flatMap(
            entry -> {
              String child = SpecProblems.child(path, entry.getKey().toString());
              if (entry.getValue() instanceof Map<?, ?> below) {
                return leaves(child, below);
              }
              return entry.getValue() instanceof Number ? Stream.of(child) : Stream.empty();
            });
  }

  /** A number without an upper bound keeps a service busy for days, or out of memory. */
  @ParameterizedTest
  @MethodSource("numericSettings")
  void everyNumberHasAnUpperBound(String setting) {
    int space = setting.lastIndexOf(' ');
    String path = setting.substring(space + 1);

    SpecResult result =
        StudySpecReader.withOverrides(
            Studies.FULL, List.of(setting.substring(0, space), path + "=9e300"));

    assertThat(Studies.errors(result).stream().filter(error -> error.path().equals(path)))
        .singleElement()
        .satisfies(
            error -> assertThat(error.problem()).containsPattern("at most|from 0 to|from 1 to"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "statistics.margins={r2: 2000} | statistics.margins.r2 | must be greater than 0 and at most 1000, but is 2000",
        "statistics.bootstrapResamples=1M | statistics.bootstrapResamples | must be at most 100000, but is '1M'",
        "statistics.confidence=0.99999 | statistics.confidence | above 0.5 and at most 0.999, but is 0.99999",
        "sae.latents=1B | sae.latents | must be at most 16777216, but is '1B'",
        "corpus.evalTokens=20B | corpus.evalTokens | must be at most 10000000000, but is '20B'",
      })
  void namesTheBound(String override, String path, String problem) {
    SpecResult result = StudySpecReader.withOverrides(Studies.MINIMAL, List.of(override));

    assertThat(Studies.errors(result)).hasSize(1);
    assertThat(Studies.errors(result).get(0).path()).isEqualTo(path);
    assertThat(Studies.errors(result).get(0).problem()).contains(problem);
  }

  @Test
  void listsHaveABoundAsWell() {
    assertThat(describe("variantSeeds=" + seeds(1001)))
        .contains("variantSeeds: has 1001 elements, but may have at most 1000");
    String configurations =
        LongStream.range(0, 101)
            .mapToObj(i -> "{name: a" + i + "}")
            .collect(Collectors.joining(", ", "sae=[", "]"));
    assertThat(describe(configurations))
        .contains("sae: has 101 elements, but may have at most 100");
  }

  @Test
  void aPlanHasABound() {
    assertThat(describe("variantSeeds=" + seeds(1000), "sae.seeds=" + seeds(1000)))
        .contains("variants: with these seeds")
        .contains("at most 100000 are possible");

    StudySpec spec = Studies.ofOneDraw("sae.seeds=" + seeds(1000));
    ModelShape deep = new ModelShape("llama", 100, 128, 2048, 512);
    assertThatThrownBy(() -> StudyPlan.of(spec, deep))
        .isInstanceOfSatisfying(
            StudyMismatchException.class,
            mismatch -> assertThat(mismatch.code()).isEqualTo("TOO_MANY_STEPS"))
        .hasMessageContaining("the plan has 2000010 steps on this model");
  }

  @Test
  void theNumberOfStepsIsThatOfThePlan() {
    ModelShape shape = new ModelShape("llama", 6, 128, 2048, 512);
    for (StudySpec spec :
        List.of(Studies.full(), Studies.minimal("variantSeeds=[0, 1]", "sae.seeds=[0, 1, 2]"))) {
      int hookPoints = spec.hookPoints().resolve(6).size();
      assertThat(StudyPlan.of(spec, shape).steps()).hasSize((int) spec.steps(hookPoints));
    }
  }

  private static String describe(String... overrides) {
    return StudySpecReader.withOverrides(Studies.MINIMAL, List.of(overrides)).describe();
  }

  private static String seeds(int count) {
    return LongStream.range(0, count).boxed().toList().toString();
  }
}
