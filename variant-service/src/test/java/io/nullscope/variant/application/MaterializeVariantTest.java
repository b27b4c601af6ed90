package io.nullscope.variant.application;

import static io.nullscope.study.VariantKind.CONTROL;
import static io.nullscope.study.VariantKind.RERANDOMIZED_EXCL_EMBEDDINGS;
import static io.nullscope.study.VariantKind.RERANDOMIZED_INCL_EMBEDDINGS;
import static io.nullscope.study.VariantKind.STEP0;
import static io.nullscope.study.VariantKind.TRAINED;
import static org.assertj.core.api.Assertions.assertThat;

import io.nullscope.artifacts.Digest;
import io.nullscope.artifacts.Manifest;
import io.nullscope.artifacts.safetensors.DType;
import io.nullscope.artifacts.safetensors.SafetensorsReader;
import io.nullscope.study.HookPoint;
import io.nullscope.study.ModelShape;
import io.nullscope.study.StudySpec;
import io.nullscope.study.Treatment;
import io.nullscope.study.VariantKind;
import io.nullscope.transformer.InputNoise;
import io.nullscope.transformer.ParameterSpec;
import io.nullscope.transformer.TensorRole;
import io.nullscope.transformer.VariantArtifact;
import io.nullscope.variant.TinyModel;
import io.nullscope.variant.TinyModel.Family;
import io.nullscope.variant.TinyStudy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tensors a variant keeps, and that the same request always gives the same bytes. */
class MaterializeVariantTest {

  private static final Set<TensorRole> EMBEDDINGS =
      EnumSet.of(TensorRole.EMBEDDING, TensorRole.POSITION_EMBEDDING, TensorRole.UNEMBEDDING);
  private static final Set<TensorRole> NORMS =
      EnumSet.of(TensorRole.NORM_GAIN, TensorRole.NORM_BIAS);

  @TempDir private Path directory;

  private final VariantsOf variants = new VariantsOf();

  /** One of every treatment. */
  static Stream<VariantKind> kinds() {
    return Arrays.stream(Treatment.values())
        .map(Treatment::form)
        .map(form -> VariantKind.fromId(form.replace("-N", "-1")));
  }

  private TinyModel model(Family family) {
    return TinyModel.write(directory.resolve("model"), family, 1);
  }

  @ParameterizedTest
  @EnumSource(Family.class)
  void trainedIsTheCheckpointTensorByTensor(Family family) throws IOException {
    TinyModel model = model(family);

    Manifest trained = variants.manifest(TinyStudy.of(model.source()), TRAINED, 0);

    assertThat(VariantsOf.digests(trained)).hasSameSizeAs(model.parameters());
    try (SafetensorsReader file =
        SafetensorsReader.open(model.folder().resolve("model.safetensors"))) {
      for (ParameterSpec parameter : model.parameters()) {
        assertThat(ByteBuffer.wrap(variants.bytes(trained, parameter.name())))
            .isEqualTo(file.read(parameter.name()));
        assertThat(VariantsOf.shape(trained, parameter.name()))
            .isEqualTo(Arrays.stream(parameter.shape()).boxed().toList());
      }
    }
    assertThat(variants.store().blobs().read(trained.file("config.json")))
        .isEqualTo(Files.readAllBytes(model.folder().resolve("config.json")));
    assertThat(variants.store().blobs().read(trained.file("tokenizer.json")))
        .isEqualTo(Files.readAllBytes(model.folder().resolve("tokenizer.json")));
  }

  @Test
  void describesTheModelAndResolvesTheHookPoints() {
    StudySpec all = TinyStudy.of(model(Family.NEOX).source());

    MaterializedVariant made = variants.make(all, TRAINED, 0);

    assertThat(made.shape()).isEqualTo(new ModelShape("gpt_neox", 2, 32, 48, 64));
    assertThat(made.hookPoints()).containsExactly(new HookPoint(0), new HookPoint(1));
    assertThat(made.origin()).isEqualTo("checkpoint");
    StudySpec one = TinyStudy.of(model(Family.NEOX).source(), "hookPoints=[layers.1]");
    assertThat(variants.make(one, TRAINED, 0).hookPoints()).containsExactly(new HookPoint(1));
  }

  @ParameterizedTest
  @EnumSource(Family.class)
  void controlAddsNothingButItsManifest(Family family) {
    StudySpec spec = TinyStudy.of(model(family).source());
    Manifest trained = variants.manifest(spec, TRAINED, 0);
    TreeSet<String> before = variants.keys();

    Manifest control = variants.manifest(spec, CONTROL, 0);

    TreeSet<String> added = variants.keys();
    added.removeAll(before);
    assertThat(added).containsExactly(Manifest.key("variant", control.id()));
    assertThat(control.files()).isEqualTo(trained.files());
    assertThat(control.id()).isNotEqualTo(trained.id());
  }

  @Test
  void onlyControlHasInputNoiseAndItsStreamIsThatOfItsSeed() {
    StudySpec spec = TinyStudy.of(model(Family.NEOX).source(), "variantSeeds=[0, 1]");

    assertThat(open(spec, CONTROL, 0).inputNoise())
        .contains(new InputNoise(5, "variant/control/0/input"));
    assertThat(open(spec, CONTROL, 1).inputNoise())
        .contains(new InputNoise(5, "variant/control/1/input"));
    for (VariantKind other : kinds().filter(kind -> kind != CONTROL).toList()) {
      assertThat(open(spec, other, 0).inputNoise()).as(other.id()).isEmpty();
    }
  }

  private VariantArtifact open(StudySpec spec, VariantKind kind, long seed) {
    return VariantArtifact.open(variants.store(), variants.make(spec, kind, seed).id());
  }

  @ParameterizedTest
  @EnumSource(Family.class)
  void inclKeepsTheNormsOnly(Family family) {
    assertThat(kept(family, RERANDOMIZED_INCL_EMBEDDINGS)).isEqualTo(tensors(family, NORMS));
  }

  @ParameterizedTest
  @EnumSource(Family.class)
  void exclKeepsNormsAndEmbeddings(Family family) {
    assertThat(kept(family, RERANDOMIZED_EXCL_EMBEDDINGS))
        .isEqualTo(tensors(family, union(NORMS, EMBEDDINGS)))
        .contains(
            switch (family) {
              case NEOX -> "gpt_neox.embed_in.weight";
              case GPT2 -> "transformer.wpe.weight";
              case LLAMA_TIED, QWEN3 -> "model.embed_tokens.weight";
            });
  }

  @ParameterizedTest
  @EnumSource(Family.class)
  void normsAreRedrawnWhenTheStudySaysSo(Family family) {
    String redraw = "rerandomization.layerNorm=redraw";

    assertThat(kept(family, RERANDOMIZED_INCL_EMBEDDINGS, redraw)).isEmpty();
    assertThat(kept(family, RERANDOMIZED_EXCL_EMBEDDINGS, redraw))
        .isEqualTo(tensors(family, EMBEDDINGS));
  }

  @ParameterizedTest
  @EnumSource(Family.class)
  void biasesAreKeptWhenTheStudySaysSo(Family family) {
    String keep = "rerandomization.biases=keep";
    Set<TensorRole> biases = EnumSet.of(TensorRole.BIAS);

    assertThat(kept(family, RERANDOMIZED_INCL_EMBEDDINGS, keep))
        .isEqualTo(tensors(family, union(NORMS, biases)));
    assertThat(kept(family, RERANDOMIZED_EXCL_EMBEDDINGS, keep))
        .isEqualTo(tensors(family, union(NORMS, EMBEDDINGS, biases)));
  }

  /** Names of the tensors whose blobs a variant shares with the trained one. */
  private Set<String> kept(Family family, VariantKind kind, String... overrides) {
    StudySpec spec = TinyStudy.of(model(family).source(), overrides);
    Map<String, Digest> trained = VariantsOf.digests(variants.manifest(spec, TRAINED, 0));
    Map<String, Digest> digests = VariantsOf.digests(variants.manifest(spec, kind, 0));
    assertThat(digests.keySet()).isEqualTo(trained.keySet());
    return digests.keySet().stream()
        .filter(name -> digests.get(name).equals(trained.get(name)))
        .collect(Collectors.toSet());
  }

  private Set<String> tensors(Family family, Set<TensorRole> roles) {
    return model(family).parameters().stream()
        .filter(parameter -> roles.contains(parameter.role()))
        .map(ParameterSpec::name)
        .collect(Collectors.toSet());
  }

  @SafeVarargs
  private static Set<TensorRole> union(Set<TensorRole>... sets) {
    return Arrays.stream(sets).flatMap(Set::stream).collect(Collectors.toSet());
  }

  @Test
  void theSameStudyGivesTheSameBytesOnAnotherMachine() throws IOException {
    TinyModel here = model(Family.NEOX);
    TinyModel there = TinyModel.write(directory.resolve("elsewhere/copy"), Family.NEOX, 1);
    VariantsOf others = new VariantsOf();

    for (VariantKind kind : kinds().toList()) {
      Manifest one = variants.manifest(TinyStudy.of(here.source()), kind, 0);
      Manifest two = others.manifest(TinyStudy.of(there.source()), kind, 0);
      assertThat(two).as(kind.id()).isEqualTo(one);
    }
    assertThat(others.keys()).isEqualTo(variants.keys());
  }

  @ParameterizedTest
  @ValueSource(strings = {"rerandomized-incl-embeddings", "rerandomized-excl-embeddings", "step0"})
  void everySeedAndEveryStudySeedDrawAnew(VariantKind kind) {
    TinyModel model = model(Family.NEOX);
    Manifest one = variants.manifest(TinyStudy.of(model.source()), kind, 0);
    Manifest two = variants.manifest(TinyStudy.of(model.source()), kind, 1);
    Manifest three = variants.manifest(TinyStudy.of(model.source(), "seed=6"), kind, 0);

    for (String tensor : drawn(one)) {
      assertThat(
              List.of(
                  VariantsOf.digests(one).get(tensor),
                  VariantsOf.digests(two).get(tensor),
                  VariantsOf.digests(three).get(tensor)))
          .as(tensor)
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void whatIsNotDrawnDoesNotDependOnTheSeedOfTheStudy() {
    TinyModel model = model(Family.NEOX);

    assertThat(variants.make(TinyStudy.of(model.source(), "seed=6"), TRAINED, 0).id())
        .isEqualTo(variants.make(TinyStudy.of(model.source()), TRAINED, 0).id());
  }

  @Test
  void inclAndExclAreIndependentDraws() {
    StudySpec spec = TinyStudy.of(model(Family.NEOX).source());
    Manifest incl = variants.manifest(spec, RERANDOMIZED_INCL_EMBEDDINGS, 0);
    Manifest excl = variants.manifest(spec, RERANDOMIZED_EXCL_EMBEDDINGS, 0);

    for (String tensor : drawn(excl)) {
      assertThat(VariantsOf.digests(excl).get(tensor))
          .as(tensor)
          .isNotEqualTo(VariantsOf.digests(incl).get(tensor));
    }
  }

  /** Tensors with a spread of their own in the notes. */
  private static Set<String> drawn(Manifest variant) {
    Set<String> drawn =
        VariantsOf.digests(variant).keySet().stream()
            .filter(name -> VariantsOf.description(variant, name).containsKey("standardDeviation"))
            .collect(Collectors.toSet());
    assertThat(drawn).isNotEmpty();
    return drawn;
  }

  @ParameterizedTest
  @ValueSource(strings = {"rerandomized-incl-embeddings", "step0"})
  void theDrawOfATensorDoesNotDependOnTheOthers(VariantKind kind) {
    String changed = "gpt_neox.layers.0.mlp.dense_h_to_4h.weight";
    TinyModel model = model(Family.NEOX);
    StudySpec spec = TinyStudy.of(model.source());
    Map<String, Digest> before = VariantsOf.digests(variants.manifest(spec, kind, 0));
    float[] doubled = model.values(changed);
    for (int i = 0; i < doubled.length; i++) {
      doubled[i] *= 2;
    }
    model.replace(changed, doubled);

    Map<String, Digest> after = VariantsOf.digests(variants.manifest(spec, kind, 0));

    Set<String> different = new HashSet<>(before.keySet());
    different.removeIf(name -> before.get(name).equals(after.get(name)));
    assertThat(different).isEqualTo(kind == STEP0 ? Set.of() : Set.of(changed));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aChangedModelFileIsAnotherVariant(VariantKind kind) throws IOException {
    TinyModel model = model(Family.NEOX);
    StudySpec spec = TinyStudy.of(model.source());
    MaterializedVariant first = variants.make(spec, kind, 0);

    float[] embedding = model.values("gpt_neox.embed_in.weight");
    embedding[0] += 1;
    model.replace("gpt_neox.embed_in.weight", embedding);
    MaterializedVariant second = variants.make(spec, kind, 0);
    Path tokenizer = model.folder().resolve("tokenizer.json");
    Files.writeString(tokenizer, Files.readString(tokenizer) + "\n");
    MaterializedVariant third = variants.make(spec, kind, 0);

    assertThat(List.of(first.id(), second.id(), third.id())).doesNotHaveDuplicates();
    assertThat(second.reused()).isFalse();
    assertThat(third.reused()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void theSecondCallFindsTheVariantAndWritesNothing(VariantKind kind) {
    StudySpec spec = TinyStudy.of(model(Family.LLAMA_TIED).source());
    MaterializedVariant first = variants.make(spec, kind, 0);
    TreeSet<String> keys = variants.keys();

    MaterializedVariant second = variants.make(spec, kind, 0);

    assertThat(first.reused()).isFalse();
    assertThat(second)
        .isEqualTo(
            new MaterializedVariant(
                first.id(),
                first.location(),
                first.checkpoint(),
                first.shape(),
                first.hookPoints(),
                first.origin(),
                first.notices(),
                true));
    assertThat(variants.keys()).isEqualTo(keys);
  }

  @Test
  void whatIsToBeKnownAboutAModelIsTold() {
    String config =
        Family.LLAMA_TIED
            .config()
            .replace("\"bos_token_id\": 0", "\"bos_token_id\": 2, \"gamma\": 1, \"beta\": 2");
    TinyModel model = TinyModel.write(directory.resolve("strange"), config, 1);

    MaterializedVariant made = variants.make(TinyStudy.of(model.source()), TRAINED, 0);

    assertThat(made.notices()).hasSize(2);
    assertThat(made.notices().get(0))
        .startsWith(
            "config.json has fields that mean nothing to a model of the family llama and were not looked at: beta, gamma; ");
    assertThat(made.notices().get(1))
        .startsWith("documents begin with 0 '<s>', as the model's tokenizer has it, though ");
    assertThat(made.origin()).isEqualTo("checkpoint");
    assertThat(variants.make(TinyStudy.of(model(Family.LLAMA_TIED).source()), TRAINED, 0).notices())
        .isEmpty();
  }

  @Test
  void aStep0CheckpointIsTakenAsItIs() {
    TinyModel model = model(Family.NEOX);
    TinyModel start = TinyModel.write(directory.resolve("step0"), Family.NEOX, 2);
    StudySpec spec = TinyStudy.of(model.source(), "model.step0Source=" + start.source());
    VariantsOf others = new VariantsOf();

    MaterializedVariant step0 = variants.make(spec, STEP0, 0);

    assertThat(step0.origin()).isEqualTo("step-0 checkpoint");
    assertThat(VariantsOf.digests(variants.manifest(spec, STEP0, 0)))
        .isEqualTo(VariantsOf.digests(others.manifest(TinyStudy.of(start.source()), TRAINED, 0)));
  }

  @Test
  void storedTypesAreKeptAndRedrawnOnesAreFloat32() {
    TinyModel model = TinyModel.write(directory.resolve("half"), Family.LLAMA_TIED, DType.BF16, 3);

    Manifest excl =
        variants.manifest(TinyStudy.of(model.source()), RERANDOMIZED_EXCL_EMBEDDINGS, 0);

    assertThat(VariantsOf.dtype(excl, "model.embed_tokens.weight")).isEqualTo(DType.BF16);
    assertThat(VariantsOf.dtype(excl, "model.layers.0.self_attn.q_proj.weight"))
        .isEqualTo(DType.F32);
  }
}
