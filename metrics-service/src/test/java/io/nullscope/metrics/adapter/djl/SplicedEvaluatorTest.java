package io.nullscope.metrics.adapter.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactRequest;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.InMemoryObjectStore;
import io.nullscope.artifacts.positions.LeftOut;
import io.nullscope.artifacts.positions.PositionRule;
import io.nullscope.artifacts.positions.PositionsArtifact;
import io.nullscope.artifacts.tokens.TokenArtifact;
import io.nullscope.artifacts.tokens.TokenSplitWriter;
import io.nullscope.messaging.StepProgress;
import io.nullscope.messaging.StoppedException;
import io.nullscope.metrics.application.ReconstructionEvaluator.Cell;
import io.nullscope.metrics.application.ReconstructionEvaluator.Evaluation;
import io.nullscope.metrics.application.StudyAttempt;
import io.nullscope.metrics.domain.CellMetrics;
import io.nullscope.metrics.domain.ClusterBootstrap;
import io.nullscope.metrics.domain.DocumentSums;
import io.nullscope.metrics.domain.MetricId;
import io.nullscope.metrics.domain.ProbedLatent;
import io.nullscope.metrics.domain.ReconstructionMetrics;
import io.nullscope.metrics.domain.SplitMix;
import io.nullscope.metrics.domain.VectorSums;
import io.nullscope.metrics.fixtures.Studies;
import io.nullscope.study.CellKey;
import io.nullscope.study.StudySpecReader;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.transformer.InputNoise;
import io.nullscope.transformer.LanguageModel;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The evaluation against {@link NaiveEvaluation}, on a made-up model and a made-up SAE. */
class SplicedEvaluatorTest {

  private static final int CONTEXT = 32;

  /** One batch and a part of another. */
  private static final int WINDOWS = LanguageModel.batchWindows(CONTEXT) + 9;

  /** Of means over tokens, relative to values above 1. */
  private static final double TOLERANCE = 1e-5;

  private static final Optional<InputNoise> NOISE =
      Optional.of(new InputNoise(3, "variant/control/0/input"));

  private static final PositionRule ALL = new PositionRule(0, Set.of(), Set.of());

  /** The first of each window, and two tokens that come anywhere. */
  private static final PositionRule SOME = new PositionRule(1, Set.of(3), Set.of(5));

  private static final int LATENTS = 6;
  private static final int PROBED_WINDOWS = 2;

  private static TensorRuntime runtime;

  private final ArtifactStore store = new ArtifactStore(new InMemoryObjectStore());
  private boolean relu;
  private int latents = LATENTS;
  private PositionRule rule = ALL;
  private final int[][] tokens = new int[WINDOWS][CONTEXT];
  private final int[][] documents = new int[WINDOWS][CONTEXT];

  @BeforeAll
  static void start() {
    runtime = TensorRuntime.start();
  }

  @AfterAll
  static void stop() {
    runtime.close();
  }

  /** Documents are of any length, up to several windows, and begin anywhere. */
  SplicedEvaluatorTest() {
    Random random = new Random(1);
    int document = 5;
    for (int t = 0; t < WINDOWS * CONTEXT; t++) {
      document += random.nextInt(30) == 0 ? 1 : 0;
      tokens[t / CONTEXT][t % CONTEXT] = random.nextInt(TinyModel.VOCABULARY);
      documents[t / CONTEXT][t % CONTEXT] = document;
    }
  }

  @ParameterizedTest(name = "{0}, layers.{1}, noise: {2}, relu: {3}, all positions: {4}")
  @CsvSource({
    "gpt_neox, 0, false, false, true",
    "gpt_neox, 2, false, false, true",
    "llama, 1, false, false, true",
    "llama, 1, true, false, true",
    "gpt_neox, 2, false, true, true",
    "gpt2, 0, false, false, true",
    "gpt2, 1, true, false, true",
    "qwen3, 0, false, false, true",
    "gpt_neox, 0, false, false, false",
    "llama, 1, true, false, false",
    "gpt_neox, 2, false, true, false",
  })
  void agreesWithPlainLoops(
      String family, int layer, boolean noise, boolean reluSae, boolean allPositions)
      throws IOException {
    relu = reluSae;
    rule = allPositions ? ALL : SOME;
    NaiveEvaluation expected = naive(family, layer, noise);

    Evaluation evaluation = evaluate(family, layer, noise);

    List<DocumentSums> sums = expected.documents();
    assertThat(evaluation.documents()).hasSameSizeAs(sums);
    for (int i = 0; i < sums.size(); i++) {
      assertClose(evaluation.documents().get(i), sums.get(i));
    }
    assertThat(evaluation.alive().trials()).isEqualTo(TinySae.LATENTS);
    assertThat(evaluation.alive().successes())
        .isEqualTo(expected.alive())
        .isBetween(2L, TinySae.LATENTS - 1L);

    CellMetrics metrics =
        ReconstructionMetrics.compute(
            evaluation.documents(),
            evaluation.alive(),
            new ClusterBootstrap(2, 0.95),
            name -> new SplitMix(1));
    assertClose(metrics, MetricId.R2_GLOBAL_CENTERED, expected.explainedVariance());
    assertClose(metrics, MetricId.R2_MEDIAN_NORMALIZED, expected.normalizedExplainedVariance());
    assertThat(evaluation.positions().topPercentShare())
        .isCloseTo(expected.topPercentShare(), within(TOLERANCE));
    assertClose(metrics, MetricId.COSINE_MEAN, expected.cosine());
    assertClose(metrics, MetricId.L0_MEAN, expected.l0());
    assertClose(metrics, MetricId.L1_MEAN, expected.l1());
    assertClose(metrics, MetricId.CE_CLEAN, expected.cleanCrossEntropy());
    assertClose(metrics, MetricId.CE_SPLICED, expected.splicedCrossEntropy());
    assertClose(metrics, MetricId.CE_ZERO_ABLATED, expected.zeroAblatedCrossEntropy());
  }

  @ParameterizedTest(name = "{0}, layers.{1}, noise: {2}, relu: {3}, all positions: {4}")
  @CsvSource({
    "gpt_neox, 0, false, false, true",
    "gpt_neox, 2, false, false, false",
    "llama, 1, true, false, false",
    "gpt_neox, 1, false, true, false",
    "gpt2, 0, true, false, true",
    "qwen3, 1, false, false, true",
  })
  void interventionsAgreeWithPlainLoops(
      String family, int layer, boolean noise, boolean reluSae, boolean allPositions)
      throws IOException {
    relu = reluSae;
    rule = allPositions ? ALL : SOME;
    TinyModel model = model(family);
    try (NaiveProbes naive =
        new NaiveProbes(runtime, model, input(noise), sae(model), layer, tokens, rule, 0)) {
      List<NaiveProbes.Probed> expected = naive.probe(LATENTS, PROBED_WINDOWS);

      List<ProbedLatent> probed = evaluate(family, layer, noise).probed();

      assertThat(probed).hasSameSizeAs(expected).hasSizeGreaterThan(3);
      for (int i = 0; i < probed.size(); i++) {
        ProbedLatent actual = probed.get(i);
        NaiveProbes.Probed right = expected.get(i);
        assertThat(actual.latent()).isEqualTo(right.latent());
        assertThat(actual.positions()).isEqualTo(right.positions());
        assertRelative(actual.ablated(), right.ablated());
        assertRelative(actual.displaced(), right.displaced());
        assertRelative(actual.squaredSteps(), right.squaredSteps());
        assertThat(IntStream.of(actual.distances().distances()).boxed())
            .isEqualTo(naive.distances());
        for (int k = 0; k < right.changes().size(); k++) {
          assertThat(actual.changes()[k]).isCloseTo(right.changes().get(k), within(TOLERANCE * 10));
        }
      }
      assertThat(expected.stream().mapToDouble(NaiveProbes.Probed::ablated)).allMatch(d -> d > 0);
      assertThat(expected.stream().mapToDouble(right -> right.changes().get(0)).sum())
          .isGreaterThan(0.1);
    }
  }

  @Test
  void studiesWithoutProbesHaveTheSameEvaluationButForThem() {
    Evaluation with = evaluate("gpt_neox", 1, false);
    latents = 0;

    Evaluation without = evaluate("gpt_neox", 1, false);

    assertThat(without.probed()).isEmpty();
    assertThat(without.documents())
        .usingRecursiveFieldByFieldElementComparator()
        .isEqualTo(with.documents());
    assertThat(without.alive()).isEqualTo(with.alive());
    assertThat(without.positions()).isEqualTo(with.positions());
  }

  /** Else the test above would not see a splice at the wrong place, or the wrong input. */
  @Test
  void theLoopsTellHookPointsAndInputsApart() throws IOException {
    NaiveEvaluation right = naive("gpt_neox", 1, false);
    for (NaiveEvaluation wrong :
        List.of(
            naive("gpt_neox", 0, false), naive("gpt_neox", 2, false), naive("gpt_neox", 1, true))) {
      assertApart(right.explainedVariance(), wrong.explainedVariance());
      assertApart(right.cosine(), wrong.cosine());
      assertApart(right.l0(), wrong.l0());
      assertApart(right.l1(), wrong.l1());
      assertApart(right.splicedCrossEntropy(), wrong.splicedCrossEntropy());
    }
    assertApart(
        right.zeroAblatedCrossEntropy(), naive("gpt_neox", 0, false).zeroAblatedCrossEntropy());
    assertApart(right.cleanCrossEntropy(), naive("gpt_neox", 1, true).cleanCrossEntropy());
    assertApart(right.cleanCrossEntropy(), right.splicedCrossEntropy());
    assertApart(right.cleanCrossEntropy(), right.zeroAblatedCrossEntropy());
    assertApart(right.splicedCrossEntropy(), right.zeroAblatedCrossEntropy());
    assertThat(right.l0()).isLessThan(TinySae.K - 0.1);
  }

  @Test
  void aStepThatIsNotWantedAnyMoreEndsInItsMidst() {
    StepProgress.Listener ending =
        new StepProgress.Listener() {
          @Override
          public void at(long done, long total, String unit) {
            // Not of interest.
          }

          @Override
          public void check() {
            throw new StoppedException("the service was told to stop");
          }
        };

    assertThatThrownBy(() -> StepProgress.tell(ending, () -> evaluate("gpt_neox", 0, false)))
        .isInstanceOf(StoppedException.class);
  }

  private NaiveEvaluation naive(String family, int layer, boolean noise) throws IOException {
    TinyModel model = model(family);
    return new NaiveEvaluation(
        runtime, model, input(noise), sae(model), layer, tokens, documents, rule);
  }

  private Evaluation evaluate(String family, int layer, boolean noise) {
    TinyModel model = model(family);
    ArtifactId variantId = model.store(store, input(noise));
    ArtifactId saeId = sae(model).store(store);
    ArtifactId tokensId = storeTokens();
    String yaml =
        Studies.yaml("tiny", "trained, control")
                .replace("contextLength: 128", "contextLength: " + CONTEXT)
            + "probes: {latents: %d, windows: %d}\n".formatted(latents, PROBED_WINDOWS);
    return new SplicedEvaluator(runtime, store)
        .evaluate(
            new Cell(
                new StudyAttempt("study-1", 1, StudySpecReader.read(yaml).orThrow()),
                CellKey.parse((noise ? "control" : "trained") + "/0/layers." + layer + "/topk/0"),
                variantId.hex(),
                tokensId.hex(),
                positions(tokensId).hex(),
                saeId.hex()));
  }

  private static TinyModel model(String family) {
    String config =
        switch (family) {
          case "gpt2" -> TinyModel.GPT2;
          case "llama" -> TinyModel.LLAMA;
          case "qwen3" -> TinyModel.QWEN3;
          default -> TinyModel.NEOX;
        };
    return new TinyModel(config, 7);
  }

  private TinySae sae(TinyModel model) {
    return new TinySae(model.config().width(), 11, relu);
  }

  private static Optional<InputNoise> input(boolean noise) {
    return noise ? NOISE : Optional.empty();
  }

  private ArtifactId positions(ArtifactId tokensId) {
    Map<String, Map<LeftOut, Long>> leftOut =
        Map.of("train", Map.of(), "eval", Map.of(LeftOut.FIRST, 7L), "interp", Map.of());
    return store
        .commit(
            PositionsArtifact.request(rule, tokensId),
            Map.of(),
            PositionsArtifact.attributes(leftOut, Map.of(), Map.of()))
        .id();
  }

  private ArtifactId storeTokens() {
    TokenSplitWriter train = new TokenSplitWriter(store.blobs(), TokenArtifact.TRAIN, CONTEXT);
    TokenSplitWriter interp = new TokenSplitWriter(store.blobs(), TokenArtifact.INTERP, CONTEXT);
    TokenSplitWriter split = new TokenSplitWriter(store.blobs(), TokenArtifact.EVAL, CONTEXT);
    for (int window = 0; window < WINDOWS; window++) {
      split.append(tokens[window], documents[window]);
    }
    ArtifactRequest request =
        new ArtifactRequest(
            TokenArtifact.KIND, 1, Map.of("contextLength", (long) CONTEXT), Map.of());
    return TokenArtifact.commit(store, request, List.of(train, split, interp)).id();
  }

  private static void assertClose(CellMetrics metrics, MetricId id, double expected) {
    assertThat(metrics.metrics().get(id.id()).value())
        .as(id.id())
        .isCloseTo(expected, within(TOLERANCE));
  }

  private static void assertClose(DocumentSums actual, DocumentSums expected) {
    String document = "document " + expected.document() + ": ";
    long n = expected.tokens();
    assertThat(actual.document()).isEqualTo(expected.document());
    assertThat(actual.tokens()).as(document + "tokens").isEqualTo(n);
    assertThat(actual.legacyTokens()).as(document + "legacy tokens").isEqualTo(n);
    assertThat(actual.cosineTokens()).as(document + "cosine tokens").isEqualTo(n);
    assertThat(actual.predictions()).as(document + "predictions").isEqualTo(expected.predictions());
    assertThat(actual.sumActiveLatents())
        .as(document + "active latents")
        .isEqualTo(expected.sumActiveLatents());
    assertClose(actual.residuals(), expected.residuals(), document + "x");
    assertClose(actual.normalized(), expected.normalized(), document + "x / |x|");
    assertMean(actual.sumLegacy(), expected.sumLegacy(), n, document + "legacy R²");
    assertMean(actual.sumCosine(), expected.sumCosine(), n, document + "cosine");
    assertMean(actual.sumActivations(), expected.sumActivations(), n, document + "L1");
    assertMean(actual.sumClean(), expected.sumClean(), n, document + "clean");
    assertMean(actual.sumSpliced(), expected.sumSpliced(), n, document + "spliced");
    assertMean(actual.sumZeroAblated(), expected.sumZeroAblated(), n, document + "zero-ablated");
  }

  private static void assertClose(VectorSums actual, VectorSums expected, String what) {
    long n = expected.tokens();
    assertThat(actual.tokens()).as(what).isEqualTo(n);
    for (int d = 0; d < expected.sum().length; d++) {
      assertMean(actual.sum()[d], expected.sum()[d], n, what + "[" + d + "]");
    }
    assertMean(actual.sumSquares(), expected.sumSquares(), n, what + ", squared");
    assertMean(actual.sumSquaredError(), expected.sumSquaredError(), n, what + ", error squared");
  }

  private static void assertMean(double actual, double expected, long n, String what) {
    if (n == 0) {
      assertThat(actual).as(what).isCloseTo(expected, within(TOLERANCE));
      return;
    }
    double scale = Math.max(1, Math.abs(expected / n));
    assertThat(actual / n).as(what).isCloseTo(expected / n, within(TOLERANCE * scale));
  }

  private static void assertRelative(double actual, double expected) {
    assertThat(actual).isCloseTo(expected, within(1e-4 * expected + 1e-8));
  }

  private static void assertApart(double right, double wrong) {
    assertThat(Math.abs(right - wrong)).isGreaterThan(100 * TOLERANCE);
  }
}
