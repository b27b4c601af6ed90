package io.nullscope.autointerp.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.InvalidProtocolBufferException;
import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.InMemoryObjectStore;
import io.nullscope.autointerp.adapter.djl.LiveActivations;
import io.nullscope.autointerp.adapter.djl.SaeLatentCaches;
import io.nullscope.autointerp.adapter.openai.ApiKeys;
import io.nullscope.autointerp.adapter.openai.OpenAiLanguageModels;
import io.nullscope.autointerp.adapter.store.ProtoScoredLatents;
import io.nullscope.autointerp.adapter.store.StoredActivations;
import io.nullscope.autointerp.adapter.store.StoredTokens;
import io.nullscope.autointerp.application.languagemodel.LanguageModelException;
import io.nullscope.autointerp.fixture.MadeUpInterpreters;
import io.nullscope.autointerp.fixture.StoredCell;
import io.nullscope.autointerp.fixture.TinyStudy;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.testing.ScriptedLanguageModel;
import io.nullscope.testing.ScriptedLanguageModel.Reply;
import io.nullscope.testing.ScriptedLanguageModel.Request;
import io.nullscope.v1.IntruderTrial;
import io.nullscope.v1.Judgement;
import io.nullscope.v1.PromptText;
import io.nullscope.v1.ScoredLatent;
import io.nullscope.v1.ScoredLatents;
import io.nullscope.v1.Simulation;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Studies that ask a language model, on a scripted server that knows nothing but words. */
class InterpretSaeLanguageModelTest {

  private static final Pattern MARKED = Pattern.compile("«([^»]*)»");
  private static final Pattern WORD = Pattern.compile("w\\d+");

  private static TensorRuntime runtime;

  private final InMemoryObjectStore objects = new InMemoryObjectStore();
  private final ArtifactStore store = new ArtifactStore(objects);
  private String run = "tiny/1";

  /** What the server does instead of answering; null where it answers. */
  private volatile Function<Request, Reply> trouble = request -> null;

  private final ScriptedLanguageModel server =
      ScriptedLanguageModel.start(
          Duration.ZERO,
          request -> {
            Reply bad = trouble.apply(request);
            return bad == null || request.question().contains("water") ? answer(request) : bad;
          });

  @BeforeAll
  static void start() {
    runtime = TensorRuntime.start();
  }

  @AfterAll
  static void stop() {
    runtime.close();
  }

  @AfterEach
  void hangUp() {
    server.close();
  }

  /** Explains by the active words; says yes to texts, or marks, with a word of the description. */
  private static Reply answer(Request request) {
    String system = request.messages().get(0);
    List<String> lines = request.question().lines().toList();
    if (system.contains("find out what makes it active")) {
      Set<String> active =
          lines.stream()
              .filter(line -> line.startsWith("Activations:"))
              .flatMap(line -> MARKED.matcher(line).results())
              .map(found -> found.group(1).strip())
              .collect(Collectors.toCollection(TreeSet::new));
      return Reply.text("Explanation: " + String.join(" ", active));
    }
    if (system.contains("Find the intruder")) {
      return Reply.text("[1]");
    }
    Set<String> described = words(lines.get(0));
    if (system.contains("Predict for each token")) {
      return list(lines.stream().skip(1).map(line -> !disjoint(words(line), described) ? 9 : 0));
    }
    boolean marks = system.contains("tokens are marked");
    return list(
        lines.stream()
            .filter(line -> line.startsWith("Text "))
            .map(line -> marks ? marked(line) : words(line))
            .map(words -> disjoint(words, described) ? 0 : 1));
  }

  private static Reply list(Stream<Integer> numbers) {
    return Reply.text(numbers.map(String::valueOf).collect(Collectors.joining(",", "[", "]")));
  }

  private static Set<String> words(String text) {
    return WORD.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
  }

  private static Set<String> marked(String line) {
    return words(
        MARKED.matcher(line).results().map(found -> found.group(1)).collect(Collectors.joining()));
  }

  private static boolean disjoint(Set<String> a, Set<String> b) {
    return a.stream().noneMatch(b::contains);
  }

  private InterpretSae.Interpreted interpret(StoredCell cell, String... overrides) {
    String openAi =
        "autointerp.explainer={kind: openai, baseUrl: '%s', model: scripted}"
            .formatted(server.baseUrl());
    String[] all = Arrays.copyOf(overrides, overrides.length + 1);
    System.arraycopy(overrides, 0, all, 1, overrides.length);
    all[0] = openAi;
    return new InterpretSae(
            store,
            new SaeLatentCaches(runtime, store),
            new StoredActivations(store),
            new LiveActivations(runtime, store),
            new StoredTokens(store),
            new ProtoScoredLatents(),
            MadeUpInterpreters.with(
                new OpenAiLanguageModels(
                    objects,
                    new ApiKeys(
                        name -> name.endsWith("_URL") ? server.baseUrl() : "secret",
                        Optional.empty()),
                    duration -> CompletableFuture.completedFuture(null))))
        .interpret(
            TinyStudy.of(all),
            TinyStudy.CELL,
            new InterpretSae.Inputs(
                cell.saeId(),
                cell.activationsId(),
                cell.tokensId(),
                cell.positionsId(),
                cell.variantId(),
                StoredCell.MODEL),
            run);
  }

  private String judge(String setting) {
    return "autointerp.judge={kind: openai, baseUrl: '%s', model: scripted, %s}"
        .formatted(server.baseUrl(), setting);
  }

  private ScoredLatents scored(ArtifactId id) {
    try {
      return ScoredLatents.parseFrom(
          store.blobs().read(store.require(InterpretSae.KIND, id).file(InterpretSae.FILE)));
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static List<Judgement> of(
      ScoredLatent latent, String scorer, String judge, boolean shuffled) {
    return latent.getJudgementsList().stream()
        .filter(
            judgement ->
                judgement.getScorer().equals(scorer)
                    && judgement.getJudge().equals(judge)
                    && judgement.getShuffled() == shuffled)
        .toList();
  }

  @Test
  void allConditionsOfAStudyAreScored() {
    StoredCell cell = StoredCell.put(runtime, store);
    ScoredLatents scored =
        scored(
            interpret(
                    cell,
                    "autointerp.scorers=[detection, fuzzing, simulation, intruder, embedding]",
                    "autointerp.negativeKinds=[random, same-token, co-active, decoder-neighbour,"
                        + " nearest]")
                .id());

    assertThat(scored.getExplainer()).isEqualTo("openai");
    assertThat(scored.getJudgesList()).containsExactly("openai", "lexical");
    assertThat(scored.getLanguageModel()).isEqualTo("scripted");
    assertThat(scored.getPromptsList())
        .extracting(PromptText::getId)
        .contains("explain.v1", "fuzzing.v1", "detection.v1", "simulation.v1", "intruder.v1")
        .isSorted();
    assertThat(scored.getUsage().getRequests()).isGreaterThan(100);
    assertThat(scored.getUsage().getInputTokens()).isGreaterThan(10_000);
    assertThat(scored.getUsage().getFailuresMap()).isEmpty();
    assertThat(scored.getLatentsList()).hasSize(5);
    for (ScoredLatent latent : scored.getLatentsList()) {
      int tests = latent.getTestWindowsCount();
      assertThat(latent.getExplanation().getText()).startsWith("w");
      for (String scorer : List.of("detection", "fuzzing")) {
        assertThat(of(latent, scorer, "openai", false)).hasSize(tests);
        assertThat(of(latent, scorer, "openai", true)).hasSize(20);
        assertThat(of(latent, scorer, "lexical", false)).hasSize(tests);
      }
      // Ten positives; six windows explain, which have not every word.
      assertThat(of(latent, "fuzzing", "openai", false).subList(0, 10))
          .filteredOn(Judgement::getPredicted)
          .hasSizeGreaterThan(3);
      assertThat(of(latent, "embedding", "embedding", false)).hasSize(20);
      assertThat(latent.getIntruderTrialsList())
          .hasSize(2 * 10)
          .extracting(IntruderTrial::getJudge)
          .containsOnly("openai", "lexical");
      assertThat(latent.getSimulationsList())
          .extracting(Simulation::getJudge)
          .containsExactly("openai", "openai", "lexical");
      assertThat(latent.getSimulations(0).getCorrelation()).isGreaterThan(0.3);
      assertThat(latent.getSimulations(0).getTokens()).isEqualTo(20 * 8);
    }
  }

  private static Reply unlessExplaining(Request request, Reply otherwise) {
    return request.messages().get(0).contains("find out what makes it active") ? null : otherwise;
  }

  @Test
  void aJudgeThatFailsEverywhereFailsTheStep() {
    StoredCell cell = StoredCell.put(runtime, store);
    trouble = request -> unlessExplaining(request, Reply.text("I would rather not say."));

    LanguageModelException thrown =
        catchThrowableOfType(LanguageModelException.class, () -> interpret(cell));

    assertThat(thrown.problem()).isEqualTo(LanguageModelException.Problem.JUDGE_FAILED);
    assertThat(thrown.isPassing()).isFalse();
    assertThat(thrown)
        .hasMessageMatching(
            "The judge scripted gave no answer of use: (\\d+) of \\d+ requests failed \\(\\1"
                + " not-parsed\\)\\. .*");
    assertThat(objects.list("artifacts/latents/")).isEmpty();

    // The server was put right: what was of no use is asked again, and nothing else.
    int before = server.requests();
    trouble = request -> null;
    ScoredLatents scored = scored(interpret(cell).id());

    assertThat(scored.getUsage().getFailuresMap()).isEmpty();
    assertThat(scored.getUsage().getRequests()).isEqualTo(before - 1);
    assertThat(server.requests() - before).isEqualTo(before - 1 - scored.getLatentsCount());
  }

  @Test
  void anExplainerThatFailsEverywhereFailsTheStep() {
    StoredCell cell = StoredCell.put(runtime, store);
    trouble = request -> unlessExplaining(request, null) == null ? Reply.text("") : null;

    assertThatThrownBy(() -> interpret(cell))
        .hasMessageStartingWith(
            "The explainer scripted gave no answer of use: 5 of 5 requests failed (5 no-answer)");
  }

  @Test
  void answersThatMayStillBeHadAreAskedForAgainAtOnceThenByTheNextRun() {
    StoredCell cell = StoredCell.put(runtime, store);
    Set<String> down = ConcurrentHashMap.newKeySet();
    trouble =
        request ->
            unlessExplaining(
                request,
                request.question().hashCode() % 3 == 0 && down.add(request.question())
                    ? Reply.status(503)
                    : null);
    // One attempt each, so a request fails; the second look finds the server well.
    assertThat(
            scored(interpret(cell, "autointerp.requests.attempts=1").id())
                .getUsage()
                .getFailuresMap())
        .isEmpty();
    assertThat(down).isNotEmpty();
  }

  @Test
  void scoresThatLackAnswersAreForThisRunAlone() {
    StoredCell cell = StoredCell.put(runtime, store);
    trouble =
        request ->
            unlessExplaining(
                request, request.question().hashCode() % 7 == 0 ? Reply.status(503) : null);
    InterpretSae.Interpreted lacking = interpretIn("tiny/1", cell);
    ScoredLatents scored = scored(lacking.id());
    long failed = scored.getUsage().getFailuresOrThrow("server-error");
    assertThat(failed).isPositive();
    // Delivered again, the same run finds what it has stored.
    int asked = server.requests();
    assertThat(interpretIn("tiny/1", cell))
        .isEqualTo(new InterpretSae.Interpreted(lacking.id(), true));
    assertThat(server.requests()).isEqualTo(asked);

    trouble = request -> null;
    InterpretSae.Interpreted whole = interpretIn("tiny/2", cell);

    assertThat(whole.reused()).isFalse();
    assertThat(whole.id()).isNotEqualTo(lacking.id());
    assertThat(scored(whole.id()).getUsage().getFailuresMap()).isEmpty();
    assertThat(server.requests() - asked).isEqualTo(failed);
    assertThat(interpretIn("tiny/3", cell))
        .isEqualTo(new InterpretSae.Interpreted(whole.id(), true));
  }

  @Test
  void refusedPromptsArePartOfTheScores() {
    StoredCell cell = StoredCell.put(runtime, store);
    trouble =
        request ->
            unlessExplaining(
                request,
                request.question().hashCode() % 7 == 0
                    ? new Reply.Status(400, Map.of(), "{\"error\":{\"code\":\"content_filter\"}}")
                    : null);
    InterpretSae.Interpreted scored = interpretIn("tiny/1", cell);

    assertThat(scored(scored.id()).getUsage().getFailuresOrThrow("refused")).isPositive();
    assertThat(interpretIn("tiny/2", cell))
        .isEqualTo(new InterpretSae.Interpreted(scored.id(), true));
  }

  private InterpretSae.Interpreted interpretIn(String run, StoredCell cell) {
    this.run = run;
    return interpret(cell, "autointerp.requests.attempts=1");
  }

  @Test
  void whatOnlyChangesTheMeansIsNotInTheId() {
    StoredCell cell = StoredCell.put(runtime, store);
    ArtifactId id = interpret(cell).id();
    int asked = server.requests();

    for (String means :
        List.of(
            "autointerp.requests.concurrency=3",
            "autointerp.budget.tokens=100M",
            "autointerp.explainer.apiKeyEnv=ANOTHER_API_KEY",
            "autointerp.requests.attempts=2")) {
      assertThat(interpret(cell, means))
          .as(means)
          .isEqualTo(new InterpretSae.Interpreted(id, true));
    }
    assertThat(
            interpret(
                cell, "autointerp.explainer.inputPrice=1", "autointerp.explainer.outputPrice=2"))
        .isEqualTo(new InterpretSae.Interpreted(id, true));
    assertThat(server.requests()).isEqualTo(asked);
    Set<ArtifactId> others = new HashSet<>();
    others.add(id);
    others.add(interpret(cell, "autointerp.explainer.temperature=0.5").id());
    others.add(interpret(cell, judge("examplesPerPrompt: 4")).id());
    others.add(interpret(cell, "autointerp.negativeKinds=[random, same-token]").id());
    assertThat(others).hasSize(4);
  }

  @Test
  void aRaisedBudgetGoesOnWhereTheLowerOneStopped() {
    StoredCell cell = StoredCell.put(runtime, store);
    assertThatThrownBy(() -> interpret(cell, "autointerp.budget.tokens=400k"))
        .isInstanceOf(LanguageModelException.class)
        .hasMessageContaining("Raise that setting");
    int before = server.requests();
    assertThat(before).isPositive();
    assertThat(objects.list("artifacts/latents/")).isEmpty();

    InterpretSae.Interpreted second = interpret(cell, "autointerp.budget.tokens=1000M");

    assertThat(second.reused()).isFalse();
    assertThat(server.requests()).isGreaterThan(before);
    assertThat(server.repeated()).isZero();
    assertThat(scored(second.id()).getUsage().getRequests()).isEqualTo(server.requests() - 1);
  }

  @Test
  void importedExplanationsAreThoseOfTheLatentsInTheFile() {
    StoredCell cell = StoredCell.put(runtime, store);
    ScoredLatents scored =
        scored(
            interpret(
                    cell,
                    "autointerp.explainer={kind: none, explanations: 'file:mine.jsonl'}",
                    judge("temperature: 0"))
                .id());

    assertThat(scored.getExplainer()).isEqualTo("none");
    assertThat(scored.getLatentsList())
        .hasSize(5)
        .allMatch(latent -> latent.getIndex() % 2 == 0)
        .allMatch(
            latent ->
                latent
                    .getExplanation()
                    .getText()
                    .equals("file:mine.jsonl on " + latent.getIndex()));
    assertThat(scored.getJudgesList()).containsExactly("openai", "lexical");
    assertThat(IntStream.range(0, 5).boxed().toList())
        .allMatch(i -> of(scored.getLatents(i), "fuzzing", "openai", false).size() == 20);
  }
}
