package io.nullscope.autointerp.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nullscope.autointerp.application.languagemodel.Answer;
import io.nullscope.autointerp.application.languagemodel.ChatModel;
import io.nullscope.autointerp.application.languagemodel.ChatRequest;
import io.nullscope.autointerp.application.languagemodel.Completion;
import io.nullscope.autointerp.application.languagemodel.LanguageModelExplainer;
import io.nullscope.autointerp.application.languagemodel.LanguageModelIntruderJudge;
import io.nullscope.autointerp.application.languagemodel.LanguageModelJudge;
import io.nullscope.autointerp.application.languagemodel.LanguageModelSimulator;
import io.nullscope.autointerp.domain.ArrayCorpus;
import io.nullscope.autointerp.domain.NegativeKind;
import io.nullscope.autointerp.domain.Scorer;
import io.nullscope.autointerp.domain.SeededStreams;
import io.nullscope.autointerp.domain.SplitRule;
import io.nullscope.study.AutointerpSpec;
import io.nullscope.study.DialectSpec.AnswerForm;
import io.nullscope.study.ExplainerSpec;
import io.nullscope.study.JudgeSpec;
import io.nullscope.study.LanguageModelCost;
import io.nullscope.study.LanguageModelCosts;
import io.nullscope.study.StudySpecReader;
import io.nullscope.testing.RequiresSharedData;
import io.nullscope.testing.SharedData;
import io.nullscope.transformer.corpus.TextTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Predictions of {@link LanguageModelCosts} against what the prompts of a whole SAE have by a real
 * tokenizer: requests exactly, tokens of the prompts within 5 %, for latents that fire on one token
 * in twenty.
 */
@RequiresSharedData({"neox-tokenizer/20B_tokenizer.json", "classic-books.jsonl"})
class PredictedTokensTest {

  private static final int LATENTS = 2;
  private static final int TOKENS = 1 << 15;
  private static final String SENTENCE =
      "Explanation: Conjunctions and prepositions that place one event before or after another,"
          + " mostly in tales of the sea.";

  private static TextTokenizer tokenizer;
  private static ArrayCorpus corpus;

  /** Counts by the tokenizer, with four tokens for the frame of each message. */
  private static final class Counter implements ChatModel {

    private long requests;
    private long input;

    @Override
    public synchronized <T> CompletableFuture<Answer<T>> ask(
        ChatRequest request, Function<Completion, Answer<T>> reader) {
      requests++;
      for (ChatRequest.Message message : request.messages()) {
        input += tokenizer.encode(message.text()).length + 4;
      }
      List<Completion.Token> tokens = List.of(new Completion.Token("1", List.of()));
      return CompletableFuture.completedFuture(
          reader.apply(new Completion(SENTENCE, Completion.Finish.STOP, false, tokens, 0, 0)));
    }

    @Override
    public AnswerForm answers() {
      return AnswerForm.LOG_PROBABILITIES;
    }
  }

  @BeforeAll
  static void readBook() throws IOException {
    tokenizer =
        TextTokenizer.parse(
            Files.readAllBytes(SharedData.path("neox-tokenizer/20B_tokenizer.json")),
            "tokenizer.json");
    try (Stream<String> books = Files.lines(SharedData.path("classic-books.jsonl"))) {
      String book = books.findFirst().orElseThrow().substring(0, 4 * TOKENS + 50_000);
      int[] ids =
          Arrays.copyOf(tokenizer.encode(book.substring(50_000).replace("\\n", "\n")), TOKENS);
      corpus = new ArrayCorpus(ids, new int[TOKENS], 128);
    }
  }

  @AfterAll
  static void closeTokenizer() {
    tokenizer.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [embedding]          | false
          [embedding]          | true
          [detection, fuzzing] | false
          [simulation]         | false
          [intruder]           | false
          """)
  void predictionsHold(String scorers, boolean contrastive) {
    AutointerpSpec spec =
        StudySpecReader.read(
                """
                name: predicted
                model: { source: "file:model" }
                corpus: { source: "file:c", trainTokens: 300k, evalTokens: 40k, interpTokens: 160k }
                autointerp:
                  explainer: { kind: openai, baseUrl: "http://localhost/v1", model: m, contrastive: %s }
                  scorers: %s
                """
                    .formatted(contrastive, scorers))
            .orThrow()
            .autointerp();
    Counter counter = asked(spec);
    LanguageModelCost predicted = LanguageModelCosts.perSae(spec, LATENTS);
    assertThat(predicted.requests()).isEqualTo(counter.requests);
    assertThat(predicted.inputTokens() / counter.input).isCloseTo(1, within(0.05));
  }

  private static Counter asked(AutointerpSpec spec) {
    SyntheticCache cache = new SyntheticCache(corpus, new SeededStreams(1));
    for (Set<Integer> tokens : groups()) {
      cache.with(
          (position, token, random) -> tokens.contains(token) ? 0.5f + random.nextFloat() : 0);
    }
    Counter counter = new Counter();
    int perPrompt = ((JudgeSpec.OpenAi) spec.judge()).examplesPerPrompt();
    boolean contrastive = ((ExplainerSpec.OpenAi) spec.explainer()).contrastive();
    Panel panel =
        new Panel(
            new LanguageModelExplainer(counter, tokenizer::display, contrastive),
            new Respondents(
                new LanguageModelJudge(counter, tokenizer::display, perPrompt),
                new LanguageModelSimulator(counter, tokenizer::display),
                new LanguageModelIntruderJudge(counter, tokenizer::display)),
            Optional.empty(),
            Optional.of(Respondents.lexical().judge()));
    ScoringSettings settings =
        new ScoringSettings(
            LATENTS,
            spec.windowLength(),
            spec.minActiveWindows(),
            new SplitRule(
                spec.explanationWindows(),
                spec.positives(),
                spec.negatives(),
                contrastive ? ExplainerSpec.OpenAi.CONTRAST_WINDOWS : 0),
            spec.scorers().stream().map(scorer -> Scorer.valueOf(scorer.name())).toList(),
            List.of(NegativeKind.RANDOM));
    SyntheticStudy.scorer(settings, panel).score(corpus, cache, new SeededStreams(2));
    return counter;
  }

  /** Sets of tokens, each of which is one token in twenty of the corpus. */
  private static List<Set<Integer>> groups() {
    Map<Integer, Integer> counts = new TreeMap<>();
    for (int id : corpus.tokenIds()) {
      counts.merge(id, 1, Integer::sum);
    }
    List<Integer> frequentFirst =
        counts.keySet().stream().sorted(Comparator.comparing(id -> -counts.get(id))).toList();
    List<Set<Integer>> groups = new ArrayList<>();
    Set<Integer> group = new HashSet<>();
    int covered = 0;
    for (int id : frequentFirst.subList(4, frequentFirst.size())) {
      group.add(id);
      covered += counts.get(id);
      if (covered >= TOKENS / 20) {
        groups.add(group);
        group = new HashSet<>();
        covered = 0;
      }
      if (groups.size() == LATENTS) {
        break;
      }
    }
    return groups;
  }
}
