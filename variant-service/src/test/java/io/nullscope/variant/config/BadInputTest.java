package io.nullscope.variant.config;

import static io.nullscope.variant.TinyModel.Family.LLAMA_TIED;
import static io.nullscope.variant.TinyModel.Family.NEOX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.InMemoryObjectStore;
import io.nullscope.artifacts.safetensors.DType;
import io.nullscope.artifacts.safetensors.TensorSpec;
import io.nullscope.demo.DemoAssets;
import io.nullscope.messaging.RejectedException;
import io.nullscope.messaging.StepException;
import io.nullscope.study.StudySpec;
import io.nullscope.study.VariantKey;
import io.nullscope.study.VariantKind;
import io.nullscope.variant.TinyModel;
import io.nullscope.variant.TinyStudy;
import io.nullscope.variant.adapter.checkpoint.HuggingFaceCheckpoints;
import io.nullscope.variant.adapter.djl.EngineSingularVectors;
import io.nullscope.variant.application.MaterializeVariant;
import io.nullscope.variant.application.ModelLocation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user gets for each bad input: one code, one message that says where and what to do. */
class BadInputTest {

  private static final VariantKey INCL =
      new VariantKey(VariantKind.RERANDOMIZED_INCL_EMBEDDINGS, 0);
  private static final String QUERIES = "gpt_neox.layers.1.attention.query_key_value.weight";

  @TempDir private Path directory;

  private final InMemoryObjectStore objects = new InMemoryObjectStore();
  private final MaterializeVariant materializeVariant =
      new MaterializeVariant(
          new HuggingFaceCheckpoints(new DemoAssets()),
          new ArtifactStore(objects),
          new EngineSingularVectors());

  private TinyModel model() {
    return TinyModel.write(directory.resolve("model"), NEOX, 1);
  }

  /** The one message; and no variant is in the store. */
  private String refusal(String code, String source, String... overrides) {
    return refusal(code, TinyStudy.of(source, overrides), INCL);
  }

  private String refusal(String code, StudySpec spec, VariantKey variant) {
    Throwable thrown = catchThrowable(() -> materializeVariant.materialize(spec, variant));
    StepException failure = new VariantFailures().classify(thrown);

    assertThat(failure).isInstanceOf(RejectedException.class);
    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.getMessage()).isNotBlank().doesNotContain("\n");
    assertThat(objects.list("artifacts/")).isEmpty();
    return failure.getMessage();
  }

  @Test
  void theModelFolderIsMissing() {
    assertThat(refusal("MODEL_FILE_MISSING", "file:" + directory.resolve("nowhere")))
        .startsWith("model.source: ")
        .contains("nowhere");
  }

  @ParameterizedTest
  @ValueSource(strings = {"config.json", "tokenizer.json", "model.safetensors"})
  void aFileOfTheModelIsMissing(String name) throws IOException {
    TinyModel model = model();
    Files.delete(model.folder().resolve(name));

    assertThat(refusal("MODEL_FILE_MISSING", model.source()))
        .contains(model.folder().resolve(name) + " is missing")
        .contains("config.json, tokenizer.json and model.safetensors");
  }

  @Test
  void theStep0CheckpointIsMissing() {
    StudySpec spec =
        TinyStudy.of(model().source(), "model.step0Source=file:" + directory.resolve("step0"));

    assertThat(refusal("MODEL_FILE_MISSING", spec, new VariantKey(VariantKind.STEP0, 0)))
        .startsWith("model.step0Source: ");
  }

  @Test
  void theSourceIsOfAKindThatIsNotSupported() {
    // A study with such a source is not valid, so this is the second line of defence.
    Throwable thrown =
        catchThrowable(
            () ->
                new HuggingFaceCheckpoints(new DemoAssets())
                    .open(new ModelLocation("model.source", "s3:models/pythia", "main")));

    assertThat(new VariantFailures().classify(thrown))
        .isInstanceOf(RejectedException.class)
        .hasMessageContainingAll("model.source", "s3:models/pythia", "file:DIR");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 8, 200, -1})
  void theWeightsAreTruncated(int length) throws IOException {
    Path weights = model().folder().resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    Files.write(weights, Arrays.copyOf(bytes, length < 0 ? bytes.length + length : length));

    assertThat(refusal("MALFORMED_SAFETENSORS", "file:" + weights.getParent()))
        .contains(weights.toString());
  }

  @Test
  void theWeightsAreNoSafetensorsFile() throws IOException {
    Path weights = model().folder().resolve("model.safetensors");
    Files.writeString(weights, "<html><body>404 Not Found, said the mirror</body></html>");

    assertThat(refusal("MALFORMED_SAFETENSORS", "file:" + weights.getParent()))
        .contains(weights.toString());
  }

  @Test
  void aTensorHasAnotherShape() {
    TinyModel model = model();
    model.reshape(new TensorSpec(QUERIES, DType.F32, 96, 31));

    assertThat(refusal("INVALID_MODEL", model.source()))
        .contains(QUERIES, "[96, 31]", "[96, 32]", "model.safetensors");
  }

  @Test
  void aTensorIsMissing() {
    TinyModel model = model();
    model.remove(QUERIES);

    assertThat(refusal("INVALID_MODEL", model.source())).contains("missing: " + QUERIES);
  }

  @Test
  void aTensorIsNotOfAFloatingPointType() throws IOException {
    // The header is rewritten in place: U32 has the size of F32.
    Path weights = model().folder().resolve("model.safetensors");
    String text = Files.readString(weights, StandardCharsets.ISO_8859_1);
    Files.writeString(
        weights, text.replaceFirst("\"F32\"", "\"U32\""), StandardCharsets.ISO_8859_1);

    assertThat(refusal("INVALID_MODEL", "file:" + weights.getParent()))
        .contains("floating-point", "U32");
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void aTensorThatIsToBeRedrawnIsNotFinite(float poison) {
    TinyModel model = model();
    float[] values = model.values(QUERIES);
    values[17] = poison;
    model.replace(QUERIES, values);

    assertThat(refusal("INVALID_MODEL", model.source())).contains(QUERIES, "not finite");
    VariantKey spectrum = new VariantKey(VariantKind.SPECTRUM, 0);
    assertThat(refusal("INVALID_MODEL", TinyStudy.of(model.source()), spectrum))
        .contains(QUERIES, "not finite");
  }

  @Test
  void theConfigurationIsNotJson() throws IOException {
    Path config = model().folder().resolve("config.json");
    Files.writeString(config, "{\"model_type\": ");

    assertThat(refusal("INVALID_MODEL", "file:" + config.getParent()))
        .contains(config.toString(), "not valid JSON");
  }

  @Test
  void theConfigurationLacksAField() throws IOException {
    Path config = model().folder().resolve("config.json");
    Files.writeString(config, NEOX.config().replace("\"vocab_size\": 48,", ""));

    assertThat(refusal("INVALID_MODEL", "file:" + config.getParent())).contains("vocab_size");
  }

  @Test
  void theFamilyIsUnknown() throws IOException {
    Path config = model().folder().resolve("config.json");
    Files.writeString(config, NEOX.config().replace("gpt_neox", "mamba"));

    assertThat(refusal("UNSUPPORTED_MODEL", "file:" + config.getParent()))
        .contains("mamba", "gpt_neox", "llama");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no JSON", "{}", "[1, 2]"})
  void theTokenizerIsNone(String content) throws IOException {
    Path tokenizer = model().folder().resolve("tokenizer.json");
    Files.writeString(tokenizer, content);

    assertThat(refusal("INVALID_MODEL", "file:" + tokenizer.getParent()))
        .contains(tokenizer.toString());
  }

  @Test
  void theHookPointIsUnknown() {
    assertThat(refusal("UNKNOWN_HOOK_POINT", model().source(), "hookPoints=[layers.0, layers.7]"))
        .contains("layers.7", "layers.1");
  }

  @Test
  void theLayerOfACascadeIsUnknown() {
    String message =
        refusal("UNKNOWN_LAYER", model().source(), "variants=[trained, cascading-top-2]");

    assertThat(message).startsWith("variants: cascading-top-2").contains("0 to 1");
  }

  @Test
  void theContextIsTooLong() {
    assertThat(refusal("CONTEXT_TOO_LONG", model().source(), "corpus.contextLength=128"))
        .contains("128", "64");
  }

  @Test
  void theModelIsTooNarrowForTheSae() {
    assertThat(refusal("TOO_FEW_LATENTS", model().source(), "sae={expansion: 1, k: 33}"))
        .contains("33", "32");
  }

  @Test
  void nothingAtAllIsStoredWhenTheStudyDoesNotFit() {
    refusal("UNKNOWN_HOOK_POINT", model().source(), "hookPoints=[layers.7]");

    assertThat(objects.list("")).isEmpty();
  }

  @Test
  void aTiedModelThatStoresOnlyTheUnembeddingIsNoBadInput() {
    TinyModel model = TinyModel.write(directory.resolve("tied"), LLAMA_TIED, 1);
    float[] embedding = model.values("model.embed_tokens.weight");
    model.reshape(new TensorSpec("lm_head.weight", DType.F32, 48, 32));
    model.replace("lm_head.weight", embedding);
    model.remove("model.embed_tokens.weight");

    materializeVariant.materialize(TinyStudy.of(model.source()), INCL);

    assertThat(objects.list("artifacts/variant/")).hasSize(1);
  }
}
