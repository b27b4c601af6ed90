package io.nullscope.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Language models, imported explanations, kinds of negatives, and what they are expected to cost.
 */
class AutointerpSettingsTest {
  private static final ModelShape TWO_LAYERS = new ModelShape("llama", 2, 128, 2048, 512);

  private static final String JUDGED =
      Studies.MINIMAL
          + """
          variants: [trained]
          hookPoints: [layers.0, layers.1]
          autointerp:
            latents: 20
            explainer:
              kind: openai
              baseUrl: http://localhost:8000/v1/
              model: judge-7b
              apiKeyEnv: JUDGE_API_KEY
              temperature: 0.7
              contrastive: true
              inputPrice: 0.5
              outputPrice: 2
            scorers: [fuzzing, detection, simulation, intruder, embedding]
            negativeKinds: [random, same-token]
            requests: { concurrency: 32, timeoutSeconds: 10, attempts: 3 }
            budget: { tokens: 10M, cost: 20 }
          """;

  private static final LanguageModelSpec MODEL =
      new LanguageModelSpec(
          "http://localhost:8000/v1",
          "judge-7b",
          Optional.of("JUDGE_API_KEY"),
          0.7,
          Optional.of(new LanguageModelSpec.Prices(0.5, 2)));

  @Test
  void readsALanguageModelThatJudgesToo() {
    AutointerpSpec spec = StudySpecReader.read(JUDGED).orThrow().autointerp();

    assertThat(spec.explainer()).isEqualTo(new ExplainerSpec.OpenAi(MODEL, true));
    assertThat(spec.judge()).isEqualTo(new JudgeSpec.OpenAi(MODEL, 5));
    assertThat(spec.languageModels()).containsExactly(MODEL);
    assertThat(spec.negativeKinds()).containsExactly(NegativeKind.RANDOM, NegativeKind.SAME_TOKEN);
    assertThat(spec.requests()).isEqualTo(new RequestsSpec(32, 10, 3));
    assertThat(spec.budget())
        .isEqualTo(new BudgetSpec(OptionalLong.of(10_000_000), OptionalDouble.of(20)));
  }

  @Test
  void aStudyWithLanguageModelsKeepsItsMeaningAsYamlAndAsATree() {
    StudySpec spec = StudySpecReader.read(JUDGED).orThrow();

    assertThat(StudySpecReader.read(spec.toYaml()).orThrow()).isEqualTo(spec);
    assertThat(spec.toYaml()).contains("JUDGE_API_KEY").contains("same-token");
  }

  @Test
  void inWhatServersDifferIsKeptAndTheUsualIsNotWritten() {
    String server =
        """
        outputLimit: max_completion_tokens
            instructions: user
            answers: plain
            jsonSchema: true
            contextTokens: 8k
            maxOutputTokens: 4096
            thinkingTokens: 2000
            keyHeader: api-key
            apiVersion: 2024-10-21
            requestFields:
              reasoning_effort: low
              top_k: 1
              min_p: 0.05
              chat_template_kwargs: { enable_thinking: false }
              stop: ["\\n\\n", "12"]
        """;
    StudySpec spec =
        StudySpecReader.read(JUDGED.replace("temperature: 0.7", server.strip())).orThrow();

    assertThat(spec.autointerp().languageModels().get(0).dialect())
        .isEqualTo(
            new DialectSpec(
                DialectSpec.OutputLimit.MAX_COMPLETION_TOKENS,
                DialectSpec.Instructions.USER,
                DialectSpec.AnswerForm.PLAIN,
                true,
                OptionalInt.of(8000),
                OptionalInt.of(4096),
                2000,
                Optional.of("api-key"),
                Optional.of("2024-10-21"),
                Map.of(
                    "reasoning_effort",
                    "low",
                    "top_k",
                    1L,
                    "min_p",
                    0.05,
                    "chat_template_kwargs",
                    Map.of("enable_thinking", false),
                    "stop",
                    List.of("\n\n", "12"))));
    assertThat(StudySpecReader.read(spec.toYaml()).orThrow()).isEqualTo(spec);
    assertThat(StudySpecReader.read(spec.toTree()).orThrow()).isEqualTo(spec);
    assertThat(StudySpecReader.read(JUDGED).orThrow().toYaml()).doesNotContain("outputLimit");
  }

  @Test
  void importedExplanationsNeedNoJudgeForScorersWithoutOne() {
    StudySpec spec =
        Studies.minimal(
            "autointerp={explainer: {kind: none, explanations: 'file:e.jsonl'}, scorers:"
                + " [embedding, intruder]}");

    assertThat(spec.autointerp().explainer()).isEqualTo(new ExplainerSpec.None("file:e.jsonl"));
    assertThat(spec.autointerp().judge()).isEqualTo(new JudgeSpec.Lexical());
    assertThat(StudySpecReader.read(spec.toYaml()).orThrow()).isEqualTo(spec);
  }

  @Test
  void aLanguageModelMayJudgeLexicalExplanations() {
    StudySpec spec =
        Studies.minimal(
            "autointerp.judge={kind: openai, baseUrl: 'https://h/v1', model: m, examplesPerPrompt:"
                + " 10}");

    assertThat(spec.autointerp().explainer()).isEqualTo(ExplainerSpec.Lexical.DEFAULT);
    assertThat(spec.autointerp().judge())
        .isEqualTo(
            new JudgeSpec.OpenAi(
                new LanguageModelSpec("https://h/v1", "m", Optional.empty(), 0, Optional.empty()),
                10));
  }

  @ParameterizedTest
  @CsvSource({
    "http://judge.example.com/v1, true",
    "https://judge.example.com/v1, false",
    "http://localhost:8000/v1, false",
    "http://127.0.0.1:11434/v1, false",
    "http://vllm:8000/v1, false",
  })
  void warnsOfAKeyThatTravelsUnencrypted(String url, boolean warned) {
    SpecResult result =
        StudySpecReader.withOverrides(
            Studies.MINIMAL,
            List.of(
                "autointerp.explainer={kind: openai, model: m, apiKeyEnv: A_API_KEY, baseUrl: '%s'}"
                    .formatted(url)));

    assertThat(((SpecResult.Valid) result).warnings().toString().contains("unencrypted"))
        .isEqualTo(warned);
  }

  @Test
  void aBudgetIsSharedOutEvenly() {
    BudgetSpec budget = new BudgetSpec(OptionalLong.of(100), OptionalDouble.of(3));

    assertThat(budget.share(3))
        .isEqualTo(new BudgetSpec(OptionalLong.of(33), OptionalDouble.of(1)));
    assertThat(BudgetSpec.NONE.share(3)).isEqualTo(BudgetSpec.NONE);
  }

  @Test
  void countsRequests() {
    StudySpec spec = StudySpecReader.read(JUDGED).orThrow();
    LanguageModelCost cost = LanguageModelCosts.perSae(spec.autointerp(), 20);

    // An explanation; (50 + 2 * 50) / 5 own and (50 + 50) / 5 shuffled examples for each of two
    // scorers; 100 windows simulated with own and with shuffled explanation; ten intruder trials.
    assertThat(cost.requests()).isEqualTo(20 * (1 + 2 * (30 + 20) + 2 * 100 + 10));
    assertThat(cost.price())
        .isEqualTo((cost.inputTokens() * 0.5 + cost.outputTokens() * 2) / 1e6, within(1e-9));
    assertThat(StudyPlan.of(spec, TWO_LAYERS).totalCost().languageModel().requests())
        .isEqualTo(2 * cost.requests());
  }

  @Test
  void nobodyIsAskedInALexicalStudy() {
    StudySpec spec = Studies.minimal();

    assertThat(StudyPlan.of(spec, TWO_LAYERS).totalCost().languageModel())
        .isEqualTo(LanguageModelCost.NONE);
  }

  @Test
  void aSingleLatentHasNoShuffledExplanation() {
    AutointerpSpec spec = StudySpecReader.read(JUDGED).orThrow().autointerp();

    assertThat(LanguageModelCosts.perSae(spec, 1).requests()).isEqualTo(1 + 2 * 30 + 100 + 10);
  }
}
