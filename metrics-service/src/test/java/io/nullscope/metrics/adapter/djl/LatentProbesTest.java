package io.nullscope.metrics.adapter.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nullscope.artifacts.ArtifactRequest;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.InMemoryObjectStore;
import io.nullscope.artifacts.positions.CountedPositions;
import io.nullscope.artifacts.positions.PositionRule;
import io.nullscope.artifacts.tokens.TokenArtifact;
import io.nullscope.artifacts.tokens.TokenSplit;
import io.nullscope.artifacts.tokens.TokenSplitWriter;
import io.nullscope.metrics.domain.FiringWindows.Sampled;
import io.nullscope.metrics.domain.ProbedLatent;
import io.nullscope.sae.SaeArtifact;
import io.nullscope.sae.SaeParameters;
import io.nullscope.tensor.TensorRuntime;
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

/** What {@link SplicedEvaluatorTest} does not ask of interventions. */
class LatentProbesTest {

  private static final int WINDOWS = 40;
  private static final long SEED = 4;

  private static TensorRuntime runtime;

  private final ArtifactStore store = new ArtifactStore(new InMemoryObjectStore());
  private final TinyModel weights = new TinyModel(TinyModel.NEOX, 7);
  private final TinySae tiny = new TinySae(weights.config().width(), 11, false);

  @BeforeAll
  static void start() {
    runtime = TensorRuntime.start();
  }

  @AfterAll
  static void stop() {
    runtime.close();
  }

  @Test
  void theBatchSizeDoesNotMatter() throws IOException {
    List<Sampled> sample =
        List.of(
            new Sampled(firing(16, 0), List.of(0)),
            new Sampled(firing(16, 9), List.of(9)),
            new Sampled(firing(16, 17), List.of(17)));
    List<ProbedLatent> one = probe(16, 1, sample);
    for (int batch : new int[] {2, 3, 64}) {
      List<ProbedLatent> many = probe(16, batch, sample);
      assertThat(many).hasSameSizeAs(one);
      for (int i = 0; i < one.size(); i++) {
        assertThat(many.get(i).positions()).isEqualTo(one.get(i).positions());
        assertThat(many.get(i).effect()).isCloseTo(one.get(i).effect(), within(1e-4));
        assertThat(many.get(i).effectOverRandom())
            .isCloseTo(one.get(i).effectOverRandom(), within(1e-4));
        assertThat(many.get(i).changes()).containsExactly(one.get(i).changes(), within(1e-4));
      }
    }
  }

  /** A latent has an effect there, but no context. */
  @Test
  void windowsOfOneToken() throws IOException {
    ProbedLatent probed = probe(1, 8, List.of(new Sampled(firing(1, 3), List.of(3)))).get(0);

    assertThat(probed.positions()).isEqualTo(1);
    assertThat(probed.effect()).isFinite();
    assertThat(probed.effectOverRandom()).isFinite();
    assertThat(probed.changes()).hasSize(1);
    assertThat(probed.reach()).isNaN();
  }

  @Test
  void withoutLatentsNothingIsRun() throws IOException {
    assertThat(probe(16, 8, List.of())).isEmpty();
  }

  /** One that fires where it can be traced back. */
  private int firing(int length, int window) throws IOException {
    int[][] tokens = tokens(length);
    try (NaiveProbes naive =
        new NaiveProbes(
            runtime,
            weights,
            Optional.empty(),
            tiny,
            1,
            new int[][] {tokens[window]},
            new PositionRule(0, Set.of(), Set.of()),
            SEED)) {
      return naive.probe(1, 1).get(0).latent();
    }
  }

  private static int[][] tokens(int length) {
    Random random = new Random(2);
    return IntStream.range(0, WINDOWS)
        .mapToObj(
            w ->
                IntStream.range(0, length).map(t -> random.nextInt(TinyModel.VOCABULARY)).toArray())
        .toArray(int[][]::new);
  }

  private List<ProbedLatent> probe(int length, int batch, List<Sampled> sample) throws IOException {
    TokenSplitWriter split = new TokenSplitWriter(store.blobs(), TokenArtifact.EVAL, length);
    for (int[] window : tokens(length)) {
      split.append(window, new int[length]);
    }
    ArtifactRequest request =
        new ArtifactRequest(
            TokenArtifact.KIND, 1, Map.of("contextLength", (long) length), Map.of());
    List<TokenSplitWriter> splits =
        List.of(
            new TokenSplitWriter(store.blobs(), TokenArtifact.TRAIN, length),
            split,
            new TokenSplitWriter(store.blobs(), TokenArtifact.INTERP, length));
    TokenSplit evaluation =
        TokenSplit.open(
            store.blobs(),
            store.require(TokenArtifact.KIND, TokenArtifact.commit(store, request, splits).id()),
            TokenArtifact.EVAL);
    try (LanguageModel model = LanguageModel.load(runtime, weights.config(), weights);
        SaeParameters sae = SaeArtifact.load(runtime, store, tiny.store(store));
        LatentProbes probes =
            new LatentProbes(
                runtime,
                model,
                new EvaluationWindows(
                    model,
                    Optional.empty(),
                    CountedPositions.of(new PositionRule(0, Set.of(), Set.of())),
                    evaluation),
                sae,
                1,
                SEED,
                batch)) {
      return probes.probe(sample, () -> {});
    }
  }
}
