package io.nullscope.activation.application;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import io.nullscope.activation.adapter.corpus.FileCorpora;
import io.nullscope.activation.adapter.djl.LanguageModelRunner;
import io.nullscope.activation.fixture.StoredWindows;
import io.nullscope.activation.fixture.TinyCorpus;
import io.nullscope.activation.fixture.TinyVariant;
import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.InMemoryObjectStore;
import io.nullscope.artifacts.Manifest;
import io.nullscope.artifacts.ObjectStat;
import io.nullscope.artifacts.ObjectStore;
import io.nullscope.artifacts.ObjectStoreException;
import io.nullscope.artifacts.positions.CountedPositions;
import io.nullscope.artifacts.positions.LeftOut;
import io.nullscope.artifacts.positions.PositionsArtifact;
import io.nullscope.artifacts.rows.RowShards;
import io.nullscope.demo.DemoAssets;
import io.nullscope.messaging.RejectedException;
import io.nullscope.messaging.StepProgress;
import io.nullscope.messaging.StoppedException;
import io.nullscope.study.CorpusSpec;
import io.nullscope.study.HookPoint;
import io.nullscope.study.PositionsSpec;
import io.nullscope.study.StartTokenSpec;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import io.nullscope.transformer.InputEmbedding;
import io.nullscope.transformer.InputNoise;
import io.nullscope.transformer.LanguageModel;
import io.nullscope.transformer.TokenShuffle;
import io.nullscope.transformer.VariantArtifact;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExtractActivationsTest {

  private static final int CONTEXT = 32;
  private static final int WIDTH = 16;

  /** More than one forward pass holds. */
  private static final int TRAIN_WINDOWS = LanguageModel.batchWindows(CONTEXT) + 32;

  private static final int INTERP_WINDOWS = 5;
  private static final List<HookPoint> BOTH = List.of(new HookPoint(0), new HookPoint(1));
  private static final InputNoise NOISE = new InputNoise(5, "variant/control/0/input");

  private static TensorRuntime runtime;

  @TempDir private Path directory;

  private final InMemoryObjectStore objects = new InMemoryObjectStore();
  private final ArtifactStore store = new ArtifactStore(objects);
  private int runs;

  @BeforeAll
  static void start() {
    runtime = TensorRuntime.start();
  }

  @AfterAll
  static void stop() {
    runtime.close();
  }

  private ExtractedActivations extract(ArtifactId variantId, List<HookPoint> hookPoints) {
    return extract(store, corpus(TinyCorpus.random(900, 14, 2)), variantId, hookPoints);
  }

  private ExtractedActivations extract(
      ArtifactStore target, CorpusSpec corpus, ArtifactId variantId, List<HookPoint> hookPoints) {
    return extractor(target).extract(corpus, PositionsSpec.DEFAULT, variantId, hookPoints);
  }

  private ExtractActivations extractor(ArtifactStore target) {
    VariantRunner runner = new LanguageModelRunner(runtime, target);
    return new ExtractActivations(
        id -> new CountingVariant(runner.open(id)),
        new TokenWindows(new FileCorpora(new DemoAssets()), target),
        target);
  }

  private CorpusSpec corpus(TinyCorpus corpus) {
    return corpus.write(
        directory.resolve("corpus.jsonl"),
        CONTEXT,
        (long) TRAIN_WINDOWS * CONTEXT,
        2L * CONTEXT,
        (long) INTERP_WINDOWS * CONTEXT);
  }

  @Test
  void tellsHowManyTokensAreDone() {
    List<Long> done = new ArrayList<>();
    long all = (long) (TRAIN_WINDOWS + INTERP_WINDOWS) * CONTEXT;

    StepProgress.tell(
        (tokens, total, unit) -> {
          assertThat(total).isEqualTo(all);
          done.add(tokens);
        },
        () -> extract(new TinyVariant(TinyVariant.LLAMA, 1).store(store), BOTH));

    assertThat(done).isSorted().last().isEqualTo(all);
  }

  /** The median and the marks are passes of their own. */
  @Test
  void theTokensThatABoundOnTheNormRunsAreCounted() {
    List<Long> done = new ArrayList<>();
    List<Long> totals = new ArrayList<>();
    PositionsSpec bounded = new PositionsSpec(true, 1, OptionalDouble.of(10), List.of());
    ArtifactId variantId = new TinyVariant(TinyVariant.LLAMA, 1).store(store);
    long all = (2L * TRAIN_WINDOWS + 2 + 3L * INTERP_WINDOWS) * CONTEXT;

    StepProgress.tell(
        (tokens, total, unit) -> {
          done.add(tokens);
          totals.add(total);
        },
        () ->
            extractor(store)
                .extract(corpus(TinyCorpus.random(900, 14, 2)), bounded, variantId, BOTH));

    assertThat(totals).containsOnly(all);
    assertThat(done).isSorted().doesNotHaveDuplicates().last().isEqualTo(all);
  }

  /** In tokenising, in the pass for the norms, in the extraction: nothing is left behind. */
  @Test
  void aStepThatIsNotWantedAnyMoreEndsInItsMidst() {
    PositionsSpec bounded = new PositionsSpec(true, 1, OptionalDouble.of(10), List.of());
    ArtifactId variantId = new TinyVariant(TinyVariant.LLAMA, 1).store(store);
    CorpusSpec corpus = corpus(TinyCorpus.random(900, 14, 2));
    AtomicInteger asked = new AtomicInteger();
    StepProgress.tell(
        endingAt(asked, 0), () -> extractor(store).extract(corpus, bounded, variantId, BOTH));
    int all = asked.get();
    int windows = TRAIN_WINDOWS + 2 + INTERP_WINDOWS;
    // The batches of the median, of the three splits and of the extraction.
    assertThat(all).isEqualTo(windows + 1 + (2 + 1 + 1) + (2 + 1));
    for (int last :
        IntStream.concat(IntStream.of(1), IntStream.rangeClosed(windows, all)).toArray()) {
      objects.list("artifacts/").toList().stream()
          .map(ObjectStat::key)
          .filter(key -> !key.startsWith("artifacts/variant/"))
          .forEach(objects::delete);
      asked.set(0);

      assertThatThrownBy(
              () ->
                  StepProgress.tell(
                      endingAt(asked, last),
                      () -> extractor(store).extract(corpus, bounded, variantId, BOTH)))
          .isInstanceOf(StoppedException.class);

      assertThat(objects.list("artifacts/activations/")).isEmpty();
    }
  }

  private static StepProgress.Listener endingAt(AtomicInteger asked, int last) {
    return new StepProgress.Listener() {
      @Override
      public void at(long done, long total, String unit) {
        // Not of interest.
      }

      @Override
      public void check() {
        if (asked.incrementAndGet() == last) {
          throw new StoppedException("the service was told to stop");
        }
      }
    };
  }

  private Manifest manifest(ArtifactId id) {
    return store.require(ExtractActivations.KIND, id);
  }

  private float[] rows(ArtifactId id, String table) {
    RowShards shards = RowShards.open(store.blobs(), manifest(id), table);
    assertThat(shards.count()).isEqualTo(1);
    assertThat(shards.width()).isEqualTo(WIDTH);
    FloatBuffer stored = shards.read(0).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    float[] values = new float[stored.remaining()];
    stored.get(values);
    return values;
  }

  /** Breaks when shards are uploaded, as long as it is told to. */
  private ObjectStore failingUploads(AtomicReference<RuntimeException> failure) {
    return (ObjectStore)
        Proxy.newProxyInstance(
            ObjectStore.class.getClassLoader(),
            new Class<?>[] {ObjectStore.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("put")
                  && Thread.currentThread().getName().equals("blob-upload")
                  && failure.get() != null) {
                throw failure.get();
              }
              try {
                return method.invoke(objects, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  void aShardThatCannotBeStoredFailsTheStepAndLeavesNoManifest() {
    ArtifactId variantId = new TinyVariant(TinyVariant.LLAMA, 1).store(store);
    CorpusSpec corpus = corpus(TinyCorpus.random(900, 14, 2));
    AtomicReference<RuntimeException> failure =
        new AtomicReference<>(new ObjectStoreException("the disk is full", false, null));
    ArtifactStore failing = new ArtifactStore(failingUploads(failure));

    assertThatThrownBy(() -> extract(failing, corpus, variantId, BOTH)).isSameAs(failure.get());
    assertThat(objects.list("artifacts/" + ExtractActivations.KIND)).isEmpty();

    failure.set(null);
    ExtractedActivations extracted = extract(failing, corpus, variantId, BOTH);
    assertThat(extracted.reused()).isFalse();
    assertThat(manifest(extracted.id()).files()).hasSize(2 * BOTH.size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        TinyVariant.NEOX,
        TinyVariant.LLAMA,
        TinyVariant.GPT2,
        TinyVariant.MISTRAL,
        TinyVariant.QWEN3
      })
  void rowsAreTheResidualsOfTheModelInTheOrderOfTheTokens(String config) throws IOException {
    TinyVariant variant = new TinyVariant(config, 1);

    ExtractedActivations extracted = extract(variant.store(store), BOTH);

    try (LanguageModel model = LanguageModel.load(runtime, variant.config(), variant)) {
      for (String split : List.of("train", "interp")) {
        int[][] windows = StoredWindows.read(store, extracted.tokensId(), split).tokens();
        assertThat(windows).hasNumberOfRows(split.equals("train") ? TRAIN_WINDOWS : INTERP_WINDOWS);
        try (TensorScope scope = runtime.scope()) {
          InputEmbedding input = new InputEmbedding.Tokens(model.tokens(scope, windows));
          List<NDArray> expected = model.residuals(scope, input, List.of(0, 1));
          for (HookPoint hookPoint : BOTH) {
            assertClose(
                rows(extracted.id(), split + "/" + hookPoint),
                expected.get(hookPoint.layer()).toFloatArray());
          }
        }
      }
    }
  }

  /** Whoever goes by the facts of this service reads the tokens that the model has seen. */
  @Test
  void aTokenShuffledVariantRunsOnTheTokensThatItNames() throws IOException {
    TinyVariant variant = new TinyVariant(TinyVariant.NEOX, 1);
    ExtractedActivations plain = extract(variant.store(store), BOTH);

    ExtractedActivations shuffled =
        extract(variant.store(store, new TokenShuffle(5, "variant/token-shuffled/0/tokens")), BOTH);

    assertThat(shuffled.tokensId()).isNotEqualTo(plain.tokensId());
    int[][] windows = StoredWindows.read(store, shuffled.tokensId(), "interp").tokens();
    try (LanguageModel model = LanguageModel.load(runtime, variant.config(), variant);
        TensorScope scope = runtime.scope()) {
      InputEmbedding input = new InputEmbedding.Tokens(model.tokens(scope, windows));
      assertClose(
          rows(shuffled.id(), "interp/layers.1"),
          model.residuals(scope, input, List.of(1)).get(0).toFloatArray());
    }
    assertThat(rows(shuffled.id(), "interp/layers.1"))
        .isNotEqualTo(rows(plain.id(), "interp/layers.1"));
  }

  @Test
  void theManifestSaysHowManyRowsThereAreAndThatNoneAreForEvaluation() {
    ExtractedActivations extracted =
        extract(new TinyVariant(TinyVariant.NEOX, 1).store(store), BOTH);

    Manifest manifest = manifest(extracted.id());
    assertThat(manifest.attributes())
        .containsEntry("width", (long) WIDTH)
        .containsEntry(
            "rows",
            Map.of(
                "train/layers.0", (long) TRAIN_WINDOWS * CONTEXT,
                "train/layers.1", (long) TRAIN_WINDOWS * CONTEXT,
                "interp/layers.0", (long) INTERP_WINDOWS * CONTEXT,
                "interp/layers.1", (long) INTERP_WINDOWS * CONTEXT));
    assertThat(manifest.files().keySet()).noneMatch(file -> file.startsWith("eval"));
  }

  @Test
  void theFirstOfEachWindowAndEachStartOfADocumentDoNotCount() {
    ExtractedActivations extracted =
        extract(new TinyVariant(TinyVariant.NEOX, 1).store(store), BOTH);

    for (String split : List.of("train", "eval", "interp")) {
      int[][] windows = StoredWindows.read(store, extracted.tokensId(), split).tokens();
      boolean[] counted =
          CountedPositions.open(store, extracted.positionsId(), split, "layers.1").of(0, windows);
      long special = 0;
      for (int t = 0; t < counted.length; t++) {
        boolean start = windows[t / CONTEXT][t % CONTEXT] == 0;
        assertThat(counted[t]).isEqualTo(t % CONTEXT > 0 && !start);
        special += t % CONTEXT > 0 && start ? 1 : 0;
      }
      assertThat(
              PositionsArtifact.leftOut(
                  store.require(PositionsArtifact.KIND, extracted.positionsId()),
                  split,
                  "layers.1"))
          .isEqualTo(Map.of(LeftOut.FIRST, (long) windows.length, LeftOut.SPECIAL_TOKEN, special));
    }
  }

  /** Measured by the stored rows, in float64. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void longActivationsDoNotCount(boolean noise) {
    TinyVariant variant = new TinyVariant(TinyVariant.LLAMA, 1);
    ArtifactId variantId = noise ? variant.store(store, NOISE) : variant.store(store);
    CorpusSpec corpus = corpus(TinyCorpus.random(900, 14, 2));
    PositionsSpec bounded = new PositionsSpec(false, 2, OptionalDouble.of(1.1), List.of(5));

    ExtractedActivations kept = extractor(store).extract(corpus, bounded, variantId, BOTH);

    Manifest manifest = store.require(PositionsArtifact.KIND, kept.positionsId());
    for (HookPoint hookPoint : BOTH) {
      String point = hookPoint.toString();
      double median = 0;
      for (String split : List.of("interp", "train")) {
        int[][] windows = StoredWindows.read(store, kept.tokensId(), split).tokens();
        double[] norms = norms(rows(kept.id(), split + "/" + point));
        int[] byRule =
            IntStream.range(0, norms.length)
                .filter(t -> t % CONTEXT >= 2 && windows[t / CONTEXT][t % CONTEXT] != 5)
                .toArray();
        if (split.equals("interp")) {
          double[] sorted = IntStream.of(byRule).mapToDouble(t -> norms[t]).sorted().toArray();
          int half = sorted.length / 2;
          median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
          assertThat(PositionsArtifact.medianNorm(manifest, point).getAsDouble()).isEqualTo(median);
        }
        double bound = 1.1 * median;
        Set<Integer> expected =
            IntStream.of(byRule).filter(t -> norms[t] <= bound).boxed().collect(toSet());
        boolean[] counted =
            CountedPositions.open(store, kept.positionsId(), split, point).of(0, windows);
        assertThat(
                IntStream.range(0, counted.length).filter(t -> counted[t]).boxed().collect(toSet()))
            .isEqualTo(expected);
        assertThat(PositionsArtifact.leftOut(manifest, split, point).get(LeftOut.LARGE_NORM))
            .isEqualTo((long) byRule.length - expected.size())
            .isPositive();
      }
    }
    assertThat(extractor(store).offer(corpus, bounded, variantId, BOTH).positionsId())
        .isEqualTo(kept.positionsId());
  }

  private static double[] norms(float[] rows) {
    return IntStream.range(0, rows.length / WIDTH)
        .mapToDouble(
            t -> {
              double squares = 0;
              for (int d = 0; d < WIDTH; d++) {
                squares += (double) rows[t * WIDTH + d] * rows[t * WIDTH + d];
              }
              return Math.sqrt(squares);
            })
        .toArray();
  }

  @Test
  void aSplitOfWhichNothingCountsIsRefused() {
    ArtifactId variantId = new TinyVariant(TinyVariant.NEOX, 1).store(store);
    CorpusSpec corpus = corpus(TinyCorpus.random(900, 14, 2));
    List<Integer> words = IntStream.range(0, TinyVariant.VOCABULARY).boxed().toList();
    PositionsSpec nothing = new PositionsSpec(true, 1, OptionalDouble.empty(), words);

    assertThatThrownBy(() -> extractor(store).extract(corpus, nothing, variantId, BOTH))
        .isInstanceOfSatisfying(
            RejectedException.class,
            rejected -> assertThat(rejected.code()).isEqualTo("NO_POSITIONS"))
        .hasMessageContaining("train tokens are left out");
  }

  @Test
  void aHookPointHasTheSameRowsAloneAsWithOthers() {
    ArtifactId variantId = new TinyVariant(TinyVariant.NEOX, 1).store(store);

    ExtractedActivations both = extract(variantId, BOTH);
    ExtractedActivations one = extract(variantId, List.of(new HookPoint(1)));

    assertThat(one.id()).isNotEqualTo(both.id());
    assertThat(rows(one.id(), "train/layers.1")).isEqualTo(rows(both.id(), "train/layers.1"));
    assertThat(manifest(one.id()).files()).hasSize(2);
  }

  @Test
  void controlRunsOnItsNoiseWhateverTheTokens() throws IOException {
    TinyVariant variant = new TinyVariant(TinyVariant.NEOX, 1);

    ExtractedActivations extracted = extract(variant.store(store, NOISE), BOTH);

    try (LanguageModel model = LanguageModel.load(runtime, variant.config(), variant);
        TensorScope scope = runtime.scope()) {
      for (String split : List.of("train", "interp")) {
        int windows = split.equals("train") ? TRAIN_WINDOWS : INTERP_WINDOWS;
        float[] noise = NOISE.embeddings(split, 0, windows, CONTEXT, WIDTH);
        InputEmbedding input =
            new InputEmbedding.Replaced(scope.floats(noise, windows, CONTEXT, WIDTH));
        assertClose(
            rows(extracted.id(), split + "/layers.1"),
            model.residuals(scope, input, List.of(1)).get(0).toFloatArray());
      }
    }
  }

  /** Every window of this corpus is the same, so what differs is noise. */
  @Test
  void noiseIsFreshForEveryOccurrenceOfAToken() {
    TinyVariant variant = new TinyVariant(TinyVariant.NEOX, 1);
    CorpusSpec corpus =
        corpus(TinyCorpus.repeated(TRAIN_WINDOWS + 2 + INTERP_WINDOWS, CONTEXT - 1));

    ExtractedActivations trained = extract(store, corpus, variant.store(store), BOTH);
    ExtractedActivations control = extract(store, corpus, variant.store(store, NOISE), BOTH);

    assertThat(windowsOf(rows(trained.id(), "train/layers.0")).distinct()).hasSize(1);
    assertThat(windowsOf(rows(trained.id(), "interp/layers.0")).distinct()).hasSize(1);
    assertThat(windowsOf(rows(control.id(), "train/layers.0")).distinct()).hasSize(TRAIN_WINDOWS);
    assertThat(
            windowsOf(rows(control.id(), "interp/layers.0"))
                .filter(windowsOf(rows(control.id(), "train/layers.0")).toList()::contains))
        .as("interp windows with the noise of a train window")
        .isEmpty();
  }

  private static Stream<FloatBuffer> windowsOf(float[] rows) {
    int size = CONTEXT * WIDTH;
    return IntStream.range(0, rows.length / size)
        .mapToObj(i -> FloatBuffer.wrap(Arrays.copyOfRange(rows, i * size, (i + 1) * size)));
  }

  @Test
  void anotherRunGivesTheSameBytes() {
    TinyVariant variant = new TinyVariant(TinyVariant.LLAMA, 1);
    ArtifactStore other = new ArtifactStore(new InMemoryObjectStore());
    CorpusSpec corpus = corpus(TinyCorpus.random(900, 14, 2));

    for (boolean control : new boolean[] {false, true}) {
      ArtifactId here = control ? variant.store(store, NOISE) : variant.store(store);
      ArtifactId there = control ? variant.store(other, NOISE) : variant.store(other);
      ArtifactId one = extract(store, corpus, here, BOTH).id();
      ArtifactId two = extract(other, corpus, there, BOTH).id();

      assertThat(other.require(ExtractActivations.KIND, two)).isEqualTo(manifest(one));
    }
  }

  @Test
  void variantsShareTheirTokens() {
    TinyVariant variant = new TinyVariant(TinyVariant.NEOX, 1);

    ExtractedActivations trained = extract(variant.store(store), BOTH);
    ExtractedActivations other = extract(new TinyVariant(TinyVariant.NEOX, 2).store(store), BOTH);
    ExtractedActivations control = extract(variant.store(store, NOISE), BOTH);

    assertThat(List.of(other.tokensId(), control.tokensId())).containsOnly(trained.tokensId());
    assertThat(List.of(trained.id(), other.id(), control.id())).doesNotHaveDuplicates();
    assertThat(objects.list("artifacts/tokens/")).hasSize(1);
  }

  @Test
  void theSecondCallFindsAllDoneAndNeedsNoWeights() {
    ArtifactId variantId = new TinyVariant(TinyVariant.NEOX, 1).store(store);
    ExtractedActivations first = extract(variantId, BOTH);
    assertThat(runs).isEqualTo(3); // two passes of train, one of interp
    List<String> keys = objects.list("").map(ObjectStat::key).toList();
    // Without the weights' blobs a model cannot be loaded.
    store
        .require(VariantArtifact.KIND, variantId)
        .files()
        .forEach(
            (name, blob) -> {
              if (name.startsWith("tensors/")) {
                objects.delete(blob.key());
              }
            });

    ExtractedActivations second = extract(variantId, BOTH);

    assertThat(first.reused()).isFalse();
    assertThat(second)
        .isEqualTo(
            new ExtractedActivations(
                first.id(), first.tokensId(), first.positionsId(), first.corpus(), true));
    assertThat(runs).isEqualTo(3);
    assertThat(keys).containsAll(objects.list("").map(ObjectStat::key).toList());
  }

  private static void assertClose(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      if (Math.abs(actual[i] - expected[i]) > 1e-5) {
        assertThat(actual[i]).as("value %d", i).isCloseTo(expected[i], within(1e-5f));
      }
    }
  }

  /** Counts forward passes. */
  private final class CountingVariant implements RunningVariant {

    private final RunningVariant variant;

    CountingVariant(RunningVariant variant) {
      this.variant = variant;
    }

    @Override
    public int width() {
      return variant.width();
    }

    @Override
    public OptionalInt documentStart(StartTokenSpec setting) {
      return variant.documentStart(setting);
    }

    @Override
    public byte[] tokenizer() {
      return variant.tokenizer();
    }

    @Override
    public Optional<TokenShuffle> tokenShuffle() {
      return variant.tokenShuffle();
    }

    @Override
    public void run(
        String split,
        long firstWindow,
        int[][] windows,
        List<HookPoint> hookPoints,
        ResidualSink sink) {
      runs++;
      variant.run(split, firstWindow, windows, hookPoints, sink);
    }

    @Override
    public void close() {
      variant.close();
    }
  }
}
