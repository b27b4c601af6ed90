package io.nullscope.variant.config;

import static io.nullscope.variant.TinyModel.Family.LLAMA_TIED;
import static io.nullscope.variant.TinyModel.Family.NEOX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

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
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
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
    poison(model, QUERIES, poison);

    assertThat(refusal("INVALID_MODEL", model.source())).contains(QUERIES, poison + " at [1, 5]");
    VariantKey spectrum = new VariantKey(VariantKind.SPECTRUM, 0);
    assertThat(refusal("INVALID_MODEL", TinyStudy.of(model.source()), spectrum))
        .contains(QUERIES, poison + " at [1, 5]");
  }

  /** Kept and permuted tensors too: matrices, embeddings, biases and gains, in every type. */
  @ParameterizedTest
  @CsvSource({
    "trained, gpt_neox.layers.1.attention.query_key_value.weight, F32, '[1, 5]'",
    "trained, gpt_neox.layers.0.mlp.dense_4h_to_h.bias, F16, '[5]'",
    "control, gpt_neox.final_layer_norm.weight, BF16, '[5]'",
    "token-shuffled, gpt_neox.embed_in.weight, F64, '[1, 5]'",
    "permuted, embed_out.weight, F32, '[1, 5]'",
    "permuted, gpt_neox.layers.0.input_layernorm.bias, F32, '[5]'",
    "rerandomized-excl-embeddings, gpt_neox.embed_in.weight, F32, '[1, 5]'",
    "rerandomized-incl-embeddings, gpt_neox.layers.1.input_layernorm.weight, F16, '[5]'",
    "cascading-top-1, gpt_neox.layers.0.attention.dense.weight, F32, '[1, 5]'"
  })
  void aTensorThatIsKeptIsNotFinite(String variant, String tensor, DType dtype, String index) {
    TinyModel model = TinyModel.write(directory.resolve("model"), NEOX, dtype, 1);
    poison(model, tensor, Float.NaN);

    assertThat(
            refusal(
                "INVALID_MODEL",
                TinyStudy.of(model.source()),
                new VariantKey(VariantKind.fromId(variant), 0)))
        .startsWith("model.source: tensor " + tensor + " of the model in file:")
        .contains("is NaN at " + index);
  }

  @Test
  void aValueThatFloat32CannotHoldIsNotFinite() {
    TinyModel model = TinyModel.write(directory.resolve("model"), NEOX, DType.F16, 1);
    poison(model, QUERIES, 70_000); // beyond float16, which is what is stored

    assertThat(
            refusal(
                "INVALID_MODEL",
                TinyStudy.of(model.source()),
                new VariantKey(VariantKind.TRAINED, 0)))
        .contains(QUERIES, "Infinity at [1, 5]");
  }

  /** Entry 37: row 1, column 5 of a matrix with 32 columns; entry 5 of a vector. */
  private static void poison(TinyModel model, String tensor, float value) {
    float[] values = model.values(tensor);
    values[values.length > 100 ? 37 : 5] = value;
    model.replace(tensor, values);
  }

  @Test
  void bothMatricesOfATiedPairAreThereAndDiffer() {
    TinyModel model = TinyModel.write(directory.resolve("tied"), LLAMA_TIED, 1);
    float[] values = model.values("model.embed_tokens.weight");
    values[40] = 3;
    model.reshape(new TensorSpec("lm_head.weight", DType.F32, 48, 32));
    model.replace("lm_head.weight", values);

    assertThat(refusal("INVALID_MODEL", model.source()))
        .contains("model.embed_tokens.weight and lm_head.weight", "tie_word_embeddings")
        .contains("first at [1, 8]", "and 3.0");
  }

  @Test
  void bothMatricesOfATiedPairMayBeThereWhenTheyAreTheSame() {
    TinyModel model = TinyModel.write(directory.resolve("tied"), LLAMA_TIED, 1);
    model.reshape(new TensorSpec("lm_head.weight", DType.F32, 48, 32));
    model.replace("lm_head.weight", model.values("model.embed_tokens.weight"));

    materializeVariant.materialize(TinyStudy.of(model.source()), INCL);

    assertThat(objects.list("artifacts/variant/")).hasSize(1);
  }

  /** What a step-0 checkpoint differs in, and how it is said. */
  static Stream<Arguments> otherModels() {
    return Stream.of(
        arguments(LLAMA_TIED.config().replace(": 48,", ": 50,"), "vocabulary 50 instead of 48"),
        arguments(
            LLAMA_TIED.config().replace("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 3"),
            "layers 3 instead of 2"),
        arguments(LLAMA_TIED.config().replace(": 32,", ": 40,"), "width 40 instead of 32"),
        arguments(
            LLAMA_TIED.config().replace("llama", "mistral"), "family mistral instead of llama"),
        arguments(
            LLAMA_TIED.config().replace("\"intermediate_size\": 64", "\"intermediate_size\": 72"),
            "shape of model.layers.0.mlp.gate_proj.weight [72, 32] instead of [64, 32]"),
        arguments(
            LLAMA_TIED
                .config()
                .replace("\"num_attention_heads\": 4", "\"num_attention_heads\": 8")
                .replace("\"num_key_value_heads\": 2", "\"num_key_value_heads\": 4"),
            "width of a head of model.layers.0.self_attn.q_proj.weight 4 instead of 8"));
  }

  @ParameterizedTest
  @MethodSource("otherModels")
  void theStep0CheckpointIsOfAnotherModel(String config, String difference) {
    TinyModel model = TinyModel.write(directory.resolve("model"), LLAMA_TIED, 1);
    TinyModel other = TinyModel.write(directory.resolve("other"), config, 2);

    assertThat(step0Refusal(model, other))
        .startsWith("model.step0Source: the model in file:")
        .contains("is no earlier state of the one in model.source", difference);
  }

  @Test
  void theStep0CheckpointHasAnotherTokenizer() throws IOException {
    TinyModel model = model();
    TinyModel other = TinyModel.write(directory.resolve("other"), NEOX, 2);
    Path tokenizer = other.folder().resolve("tokenizer.json");
    Files.writeString(
        tokenizer,
        Files.readString(tokenizer).replace("\"one\": 1", "\"uno\": 1").replace("[0]", "[1]"));

    assertThat(step0Refusal(model, other))
        .contains("SHA-256 of tokenizer.json", "start token 1 instead of 0");
  }

  @Test
  void theStep0CheckpointMayBeAnyOfTheSameModel() {
    TinyModel model = model();
    TinyModel other = TinyModel.write(directory.resolve("other"), NEOX, DType.F16, 2);

    materializeVariant.materialize(
        TinyStudy.of(model.source(), "model.step0Source=" + other.source()),
        new VariantKey(VariantKind.STEP0, 0));

    assertThat(objects.list("artifacts/variant/")).hasSize(1);
  }

  private String step0Refusal(TinyModel model, TinyModel other) {
    return refusal(
        "STEP0_OF_ANOTHER_MODEL",
        TinyStudy.of(model.source(), "model.step0Source=" + other.source()),
        new VariantKey(VariantKind.STEP0, 0));
  }

  @Test
  void theModelHasNoSuchStartToken() {
    assertThat(refusal("INVALID_START_TOKEN", model().source(), "corpus.startToken='<bos>'"))
        .startsWith("corpus.startToken: the model's tokenizer has no token '<bos>'");
  }

  @Test
  void messagesAreForPeople() {
    TinyModel model = model();
    poison(model, QUERIES, Float.NaN);

    assertThat(refusal("INVALID_MODEL", model.source())).doesNotContainPattern("\\w\\[\\w+=");
  }

  @ParameterizedTest
  @ValueSource(strings = {"config.json", "tokenizer.json", "model.safetensors"})
  void aFileIsAPointerOfGitLfs(String name) throws IOException {
    Path file = model().folder().resolve(name);
    Files.writeString(
        file, "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n");

    String code =
        name.equals("model.safetensors") ? "MALFORMED_SAFETENSORS" : "MALFORMED_CHECKPOINT";
    assertThat(refusal(code, "file:" + file.getParent()))
        .startsWith(file + " is a Git LFS pointer")
        .contains("git lfs pull");
  }

  @ParameterizedTest
  @ValueSource(strings = {"config.json", "tokenizer.json", "model.safetensors"})
  void aFileOfThreeGigabytesIsNotRead(String name) throws IOException {
    Path file = model().folder().resolve(name);
    Files.delete(file);
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.write(new byte[] {0, 0, 0, (byte) 0xC0}); // as a length: a header of 3 GiB
      sparse.setLength(3L << 30);
    }

    String code =
        name.equals("model.safetensors") ? "MALFORMED_SAFETENSORS" : "MALFORMED_CHECKPOINT";
    assertThat(refusal(code, "file:" + file.getParent()))
        .contains(file.toString())
        .containsAnyOf("3,221,225,472 bytes", "3221225472 bytes");
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
