package io.nullscope.activation.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nullscope.activation.adapter.corpus.FileCorpora;
import io.nullscope.activation.adapter.djl.LanguageModelRunner;
import io.nullscope.activation.fixture.TinyCorpus;
import io.nullscope.activation.fixture.TinyVariant;
import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.InMemoryObjectStore;
import io.nullscope.artifacts.ObjectStat;
import io.nullscope.artifacts.rows.RowShards;
import io.nullscope.artifacts.rows.ShardWindow;
import io.nullscope.artifacts.safetensors.ByteSource;
import io.nullscope.artifacts.safetensors.SafetensorsReader;
import io.nullscope.demo.DemoAssets;
import io.nullscope.study.CorpusSpec;
import io.nullscope.study.HookPoint;
import io.nullscope.study.PositionsSpec;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.transformer.InputNoise;
import io.nullscope.transformer.LanguageModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamActivationsTest {

  private static final int CONTEXT = 32;

  /** More than one forward pass holds, and no multiple of it. */
  private static final int WINDOWS = LanguageModel.batchWindows(CONTEXT) + 33;

  private static final HookPoint HOOK = new HookPoint(1);
  private static final BooleanSupplier GO_ON = () -> false;

  private static TensorRuntime runtime;

  @TempDir private Path directory;

  private final InMemoryObjectStore objects = new InMemoryObjectStore();
  private final ArtifactStore store = new ArtifactStore(objects);
  private final List<HookPoint> hookPoints = List.of(new HookPoint(0), HOOK);
  private StreamActivations streams;
  private CorpusSpec corpus;

  @BeforeAll
  static void start() {
    runtime = TensorRuntime.start();
  }

  @AfterAll
  static void stop() {
    runtime.close();
  }

  @BeforeEach
  void prepare() {
    streams = new StreamActivations(new LanguageModelRunner(runtime, store), store);
    corpus =
        TinyCorpus.random(900, 14, 2)
            .write(
                directory.resolve("corpus.jsonl"),
                CONTEXT,
                (long) WINDOWS * CONTEXT,
                CONTEXT,
                CONTEXT);
  }

  private ExtractActivations extractor() {
    return new ExtractActivations(
        new LanguageModelRunner(runtime, store),
        new TokenWindows(new FileCorpora(new DemoAssets()), store),
        store);
  }

  private ShardStream offered(ArtifactId variantId, int shardWindows) {
    ExtractedActivations offered =
        extractor().offer(corpus, PositionsSpec.DEFAULT, variantId, hookPoints);
    return new ShardStream(
        "tiny", variantId, offered.id(), offered.tokensId(), HOOK, shardWindows * CONTEXT + 5, 4);
  }

  private ShardStream small() {
    return offered(new TinyVariant(TinyVariant.NEOX, 1).store(store), 10);
  }

  private ShardWindow window(ShardStream stream) {
    return ShardWindow.of(store, stream.activationsId(), "train/" + HOOK, stream.studyId());
  }

  private List<Long> shards(ShardStream stream) {
    return window(stream).shards();
  }

  private byte[] rows(ShardStream stream, long shard) throws IOException {
    Path file = directory.resolve("shard");
    assertThat(window(stream).copy(shard, file)).isTrue();
    try (SafetensorsReader reader = SafetensorsReader.open(ByteSource.of(file))) {
      return bytes(reader.read("activations"));
    }
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  /** Shards of fewer windows than a forward pass has, and of more. */
  @ParameterizedTest
  @ValueSource(ints = {40, 150})
  void theRowsHaveTheBitsAndTheIdOfThoseThatAreKept(int shardWindows) throws IOException {
    TinyVariant variant = new TinyVariant(TinyVariant.LLAMA, 1);
    for (ArtifactId variantId :
        List.of(variant.store(store), variant.store(store, new InputNoise(5, "variant/control")))) {
      ShardStream stream = offered(variantId, shardWindows);
      int shards = (WINDOWS + shardWindows - 1) / shardWindows;
      ByteArrayOutputStream streamed = new ByteArrayOutputStream();
      for (int shard = 0; shard < shards; shard++) {
        streams.advance(stream, shard, 2L * shards, GO_ON);
        streamed.write(rows(stream, shard));
      }

      ExtractedActivations kept =
          extractor().extract(corpus, PositionsSpec.DEFAULT, variantId, hookPoints);
      assertThat(kept.id()).isEqualTo(stream.activationsId());
      ByteArrayOutputStream stored = new ByteArrayOutputStream();
      RowShards table =
          RowShards.open(store.blobs(), store.require("activations", kept.id()), "train/" + HOOK);
      for (int shard = 0; shard < table.count(); shard++) {
        stored.write(bytes(table.read(shard)));
      }
      assertThat(streamed.toByteArray()).isEqualTo(stored.toByteArray());
      streams.advance(stream, shards, 2L * shards, GO_ON);
      byte[] again = rows(stream, shards);
      assertThat(streamed.toByteArray()).as("the next epoch").startsWith(again);
      assertThat(shards(stream)).hasSizeLessThanOrEqualTo(4);
    }
  }

  @Test
  void nothingIsStoredBeforeItIsAskedFor() {
    ShardStream stream = small();

    assertThat(shards(stream)).isEmpty();
    assertThat(objects.list("artifacts/activations/")).isEmpty();
  }

  @Test
  void theWindowHoldsWhatComesNextAndNoMore() {
    ShardStream stream = small();

    streams.advance(stream, 0, 40, GO_ON);
    assertThat(shards(stream)).containsExactly(0L, 1L, 2L, 3L);
    streams.advance(stream, 2, 40, GO_ON);
    assertThat(shards(stream)).containsExactly(2L, 3L, 4L, 5L);
    streams.advance(stream, 2, 40, GO_ON);
    assertThat(shards(stream)).as("the same word").containsExactly(2L, 3L, 4L, 5L);
    streams.advance(stream, 1, 40, GO_ON);
    assertThat(shards(stream)).as("an old word").containsExactly(1L, 2L, 3L, 4L);
    streams.advance(stream, 38, 40, GO_ON);
    assertThat(shards(stream)).as("the end").containsExactly(38L, 39L);
    streams.advance(stream, 40, 40, GO_ON);
    assertThat(objects.list("checkpoints/")).isEmpty();
  }

  @Test
  void aWriterThatDiedGoesOnWithWhatIsMissing() throws IOException {
    ShardStream stream = small();
    int[] asked = {0};
    BooleanSupplier diesInTheThirdShard =
        () -> {
          if (asked[0]++ == 3) {
            throw new OutOfMemoryError("made up");
          }
          return false;
        };
    assertThatThrownBy(() -> streams.advance(stream, 0, 40, diesInTheThirdShard))
        .isInstanceOf(OutOfMemoryError.class);
    assertThat(shards(stream)).containsExactly(0L, 1L);
    byte[] first = rows(stream, 0);

    new StreamActivations(new LanguageModelRunner(runtime, store), store)
        .advance(stream, 0, 40, GO_ON);

    assertThat(shards(stream)).containsExactly(0L, 1L, 2L, 3L);
    assertThat(rows(stream, 0)).isEqualTo(first);
  }

  @Test
  void aCancelledStudyLosesItsWindow() {
    ShardStream stream = small();
    streams.advance(stream, 0, 40, GO_ON);

    streams.advance(stream, 2, 40, () -> true);

    assertThat(shards(stream)).isEmpty();
  }

  @Test
  void studiesHaveWindowsOfTheirOwn() {
    ShardStream one = small();
    ShardStream two =
        new ShardStream(
            "other",
            one.variantId(),
            one.activationsId(),
            one.tokensId(),
            HOOK,
            one.shardTokens(),
            2);
    streams.advance(one, 0, 40, GO_ON);
    streams.advance(two, 6, 40, GO_ON);

    assertThat(shards(one)).containsExactly(0L, 1L, 2L, 3L);
    assertThat(shards(two)).containsExactly(6L, 7L);
  }

  @Test
  void aVariantIsLoadedOnceAsLongAsNoOtherIsAskedFor() {
    List<ArtifactId> opened = new ArrayList<>();
    LanguageModelRunner runner = new LanguageModelRunner(runtime, store);
    streams =
        new StreamActivations(
            id -> {
              opened.add(id);
              return runner.open(id);
            },
            store);
    ShardStream one = small();
    ShardStream two = offered(new TinyVariant(TinyVariant.NEOX, 2).store(store), 10);

    streams.advance(one, 0, 40, GO_ON);
    streams.advance(one, 2, 40, GO_ON);
    streams.advance(two, 0, 40, GO_ON);
    streams.advance(one, 4, 40, GO_ON);

    assertThat(opened).containsExactly(one.variantId(), two.variantId(), one.variantId());
    streams.close();
  }

  @Test
  void aFailureIsThereUntilTheTrainingHasEnded() {
    ShardStream stream = small();
    streams.fail(
        stream, new ShardWindow.Failure(false, "INVALID_MODEL", "no tensor\nof that name"));

    assertThat(window(stream).failure())
        .contains(new ShardWindow.Failure(false, "INVALID_MODEL", "no tensor\nof that name"));
    streams.advance(stream, 40, 40, GO_ON);
    assertThat(window(stream).failure()).isEmpty();
    assertThat(objects.list("checkpoints/").map(ObjectStat::key)).isEmpty();
  }
}
