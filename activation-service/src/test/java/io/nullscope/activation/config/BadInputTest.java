package io.nullscope.activation.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.nullscope.activation.adapter.corpus.FileCorpora;
import io.nullscope.activation.adapter.djl.LanguageModelRunner;
import io.nullscope.activation.application.ExtractActivations;
import io.nullscope.activation.application.TokenWindows;
import io.nullscope.activation.fixture.TinyCorpus;
import io.nullscope.activation.fixture.TinyVariant;
import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.BlobRef;
import io.nullscope.artifacts.InMemoryObjectStore;
import io.nullscope.demo.DemoAssets;
import io.nullscope.messaging.RejectedException;
import io.nullscope.messaging.StepException;
import io.nullscope.study.CorpusSpec;
import io.nullscope.study.HookPoint;
import io.nullscope.study.PositionsSpec;
import io.nullscope.study.StartTokenSpec;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.transformer.VariantArtifact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user gets for each bad input: one code, one message that says where and what to do. */
class BadInputTest {

  private static TensorRuntime runtime;

  @TempDir private Path directory;

  private final InMemoryObjectStore objects = new InMemoryObjectStore();
  private final ArtifactStore store = new ArtifactStore(objects);
  private final ExtractActivations extractActivations =
      new ExtractActivations(
          new LanguageModelRunner(runtime, store),
          new TokenWindows(new FileCorpora(new DemoAssets()), store),
          store);

  @BeforeAll
  static void start() {
    runtime = TensorRuntime.start();
  }

  @AfterAll
  static void stop() {
    runtime.close();
  }

  private ArtifactId variant() {
    return new TinyVariant(TinyVariant.NEOX, 1).store(store);
  }

  private CorpusSpec goodCorpus() {
    return TinyCorpus.random(20, 20, 1).write(directory.resolve("corpus.jsonl"), 8, 40, 16, 24);
  }

  private CorpusSpec corpus(String source) {
    return new CorpusSpec(source, "text", StartTokenSpec.Rule.AUTO, 8, 40, 16, 24);
  }

  private CorpusSpec corpus(String name, String content) throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(file, content);
    return corpus("file:" + file);
  }

  /** The one message; and there are no activations in the store. */
  private String refusal(String code, CorpusSpec corpus, ArtifactId variantId) {
    Throwable thrown =
        catchThrowable(
            () ->
                extractActivations.extract(
                    corpus, PositionsSpec.DEFAULT, variantId, List.of(new HookPoint(0))));
    StepException failure = new ActivationFailures().classify(thrown);

    assertThat(failure).isInstanceOf(RejectedException.class);
    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.getMessage()).isNotBlank().doesNotContain("\n");
    assertThat(objects.list("artifacts/activations/")).isEmpty();
    return failure.getMessage();
  }

  @Test
  void theCorpusIsMissing() {
    assertThat(
            refusal(
                "CORPUS_FILE_MISSING",
                corpus("file:" + directory.resolve("nowhere.jsonl")),
                variant()))
        .startsWith("corpus.source: ")
        .contains("nowhere.jsonl");
  }

  @Test
  void theCorpusIsAFolder() {
    refusal("CORPUS_FILE_MISSING", corpus("file:" + directory), variant());
  }

  @Test
  void theSourceIsOfAKindThatIsNotSupported() {
    assertThat(refusal("UNSUPPORTED_SOURCE", corpus("s3:corpora/pile.jsonl"), variant()))
        .contains("s3:corpora/pile.jsonl", "file:FILE");
  }

  @Test
  void aLineLacksTheTextField() throws IOException {
    CorpusSpec corpus =
        corpus("corpus.jsonl", "{\"text\": \"w1 w2\"}\n{\"story\": \"w1\", \"id\": 3}\n");

    assertThat(refusal("INVALID_CORPUS", corpus, variant()))
        .contains("line 2", "\"text\"", "\"story\"", "corpus.textField");
  }

  @Test
  void aLineIsNotJson() throws IOException {
    assertThat(refusal("INVALID_CORPUS", corpus("corpus.jsonl", "once upon a time\n"), variant()))
        .contains("corpus.jsonl", "line 1");
  }

  @Test
  void theCorpusIsOfAnUnknownForm() throws IOException {
    assertThat(refusal("INVALID_CORPUS", corpus("corpus.parquet", "PAR1"), variant()))
        .contains("corpus.parquet", ".jsonl");
  }

  @Test
  void theCorpusIsTooSmall() throws IOException {
    CorpusSpec corpus = corpus("corpus.txt", "w1 w2 w3 w4 w5 w6 w7 w8\n".repeat(6));

    assertThat(refusal("TOO_FEW_TOKENS", corpus, variant()))
        .contains("54 tokens in 6 documents", "80", "Use a larger corpus");
    assertThat(objects.list("artifacts/tokens/")).isEmpty();
  }

  @Test
  void theCorpusIsEmpty() throws IOException {
    refusal("TOO_FEW_TOKENS", corpus("corpus.txt", ""), variant());
  }

  @Test
  void theTokenizerBelongsToAnotherModel() throws IOException {
    ArtifactId mismatched = new TinyVariant(TinyVariant.NEOX, 1).storeWithTokenizer(store, 60);
    CorpusSpec corpus = corpus("corpus.txt", "w1 w2 w59 w3\n".repeat(40));

    assertThat(refusal("INVALID_MODEL", corpus, mismatched))
        .contains("token 59", "vocabulary of 40");
  }

  @Test
  void theVariantIsNotInTheStore() {
    assertThat(refusal("MISSING_ARTIFACT", goodCorpus(), new ArtifactId("0".repeat(64))))
        .contains("variant", "0".repeat(64));
  }

  @Test
  void aTensorOfTheVariantIsDamaged() {
    ArtifactId variantId = variant();
    BlobRef blob =
        store
            .require(VariantArtifact.KIND, variantId)
            .file("tensors/gpt_neox.layers.0.mlp.dense_h_to_4h.weight");
    byte[] bytes = store.blobs().read(blob);
    bytes[5] ^= 1;
    objects.put(blob.key(), bytes);

    assertThat(refusal("CORRUPT_BLOB", goodCorpus(), variantId)).contains(blob.key());
  }
}
