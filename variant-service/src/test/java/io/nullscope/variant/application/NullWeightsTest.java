package io.nullscope.variant.application;

import static io.nullscope.study.VariantKind.CONTROL;
import static io.nullscope.study.VariantKind.PERMUTED;
import static io.nullscope.study.VariantKind.RERANDOMIZED_EXCL_EMBEDDINGS;
import static io.nullscope.study.VariantKind.RERANDOMIZED_INCL_EMBEDDINGS;
import static io.nullscope.study.VariantKind.SPECTRUM;
import static io.nullscope.study.VariantKind.TOKEN_SHUFFLED;
import static io.nullscope.study.VariantKind.TRAINED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nullscope.artifacts.Digest;
import io.nullscope.artifacts.Manifest;
import io.nullscope.artifacts.safetensors.DType;
import io.nullscope.study.Seed;
import io.nullscope.study.StudySpec;
import io.nullscope.study.VariantKind;
import io.nullscope.transformer.HeadLayout;
import io.nullscope.transformer.ParameterSpec;
import io.nullscope.transformer.TensorRole;
import io.nullscope.transformer.TokenShuffle;
import io.nullscope.transformer.VariantArtifact;
import io.nullscope.variant.NaiveSvd;
import io.nullscope.variant.TinyModel;
import io.nullscope.variant.TinyModel.Family;
import io.nullscope.variant.TinyStudy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What docs/null-models.md says of each null: what it preserves, and what it destroys. */
class NullWeightsTest {

  /** In standard errors; the draws are fixed, so this never fails by chance. */
  private static final double LIMIT = 4.5;

  private static final int HEAD = 8;
  private static final String QKV = "gpt_neox.layers.0.attention.query_key_value.weight";
  private static final String QKV_BIAS = "gpt_neox.layers.0.attention.query_key_value.bias";
  private static final String DENSE = "gpt_neox.layers.0.attention.dense.weight";
  private static final String MLP = "gpt_neox.layers.0.mlp.dense_h_to_4h.weight";

  @TempDir private Path directory;

  private final VariantsOf variants = new VariantsOf();

  /** The rule of the paper, entry by entry. */
  @ParameterizedTest
  @CsvSource({"unbiased, 1", "population, 0"})
  void aRedrawnEntryIsTheNumberOfItsPlaceInTheStreamOfItsTensor(String estimator, int lost) {
    TinyModel model = TinyModel.write(directory, Family.NEOX, 1);
    StudySpec spec = TinyStudy.of(model.source(), "rerandomization.standardDeviation=" + estimator);
    float[] source = model.values(MLP);
    double mean = mean(source);
    double squares = 0;
    double residue = 0;
    for (float value : source) {
      squares += (value - mean) * (value - mean);
      residue += value - mean;
    }
    double deviation =
        Math.sqrt((squares - residue * residue / source.length) / (source.length - lost));

    float[] drawn = variants.values(variants.manifest(spec, RERANDOMIZED_INCL_EMBEDDINGS, 4), MLP);

    for (int i = 0; i < drawn.length; i++) {
      double z =
          new Seed(5).stream("variant/rerandomized-incl-embeddings/4/tensor/" + MLP).gaussian(i);
      assertThat(drawn[i]).isEqualTo((float) (mean + deviation * z));
    }
  }

  @ParameterizedTest
  @CsvSource({"F32", "BF16"})
  void permutedKeepsTheEntriesOfEachTensorAndForgetsTheirPlaces(DType dtype) {
    TinyModel model = TinyModel.write(directory, Family.NEOX, dtype, 1);
    StudySpec spec = TinyStudy.of(model.source());
    Manifest trained = variants.manifest(spec, TRAINED, 0);

    Manifest permuted = variants.manifest(spec, PERMUTED, 0);

    for (ParameterSpec parameter : model.parameters()) {
      String name = parameter.name();
      assertThat(VariantsOf.dtype(permuted, name)).isEqualTo(dtype);
      assertThat(sortedEntries(variants.bytes(permuted, name), dtype))
          .as(name)
          .isEqualTo(sortedEntries(variants.bytes(trained, name), dtype));
      float[] before = variants.values(trained, name);
      float[] after = variants.values(permuted, name);
      assertThat(correlation(before, after))
          .as("correlation of %s with its trained self", name)
          .isCloseTo(0, within(LIMIT / Math.sqrt(before.length)));
      // A mean is a sum in some order, hence not to the last bit.
      assertThat(mean(after)).isCloseTo(mean(before), within(1e-12));
      assertThat(deviation(after)).isCloseTo(deviation(before), within(1e-12));
    }
  }

  private static long[] sortedEntries(byte[] bytes, DType dtype) {
    long[] entries = new long[bytes.length / dtype.bytes()];
    for (int i = 0; i < bytes.length; i++) {
      entries[i / dtype.bytes()] = entries[i / dtype.bytes()] << 8 | bytes[i] & 0xFF;
    }
    Arrays.sort(entries);
    return entries;
  }

  @Test
  void everyPlaceIsAsLikelyForAPermutedEntry() {
    TinyModel model = TinyModel.write(directory, Family.NEOX, 1);
    String norm = "gpt_neox.final_layer_norm.weight";
    float[] source = model.values(norm);
    int draws = 200;
    int[] places = new int[source.length];
    for (int seed = 0; seed < draws; seed++) {
      float[] permuted =
          variants.values(variants.manifest(TinyStudy.of(model.source()), PERMUTED, seed), norm);
      for (int i = 0; i < permuted.length; i++) {
        places[i] += permuted[i] == source[0] ? 1 : 0;
      }
    }
    double expected = (double) draws / source.length;
    double chiSquare =
        Arrays.stream(places).mapToDouble(n -> (n - expected) * (n - expected) / expected).sum();
    int freedom = source.length - 1;
    assertThat(chiSquare).isCloseTo(freedom, within(LIMIT * Math.sqrt(2.0 * freedom)));
  }

  @ParameterizedTest
  @EnumSource(Family.class)
  void spectrumKeepsTheSingularValuesOfEachMatrixAndForgetsTheirDirections(Family family) {
    TinyModel model = TinyModel.write(directory, family, 1);
    Manifest spectrum = variants.manifest(TinyStudy.of(model.source()), SPECTRUM, 0);
    double overlaps = 0;
    int counted = 0;
    for (ParameterSpec parameter : model.parameters()) {
      float[] before = model.values(parameter.name());
      float[] after = variants.values(spectrum, parameter.name());
      if (parameter.shape().length == 1) {
        assertThat(sorted(after)).as(parameter.name()).containsExactly(sorted(before));
        continue;
      }
      for (int i = 0; i < parameter.heads().map(HeadLayout::matrices).orElse(1); i++) {
        double[][] one = matrix(before, parameter, i);
        double[][] two = matrix(after, parameter, i);
        NaiveSvd first = NaiveSvd.of(one);
        NaiveSvd second = NaiveSvd.of(two);
        double[] expected = first.values();
        // Each entry is rounded to float32, and no singular value moves further than the norm of
        // the change (Weyl).
        double rounding =
            0x1p-24 * Math.sqrt(Arrays.stream(expected).map(value -> value * value).sum());
        for (int k = 0; k < expected.length; k++) {
          assertThat(second.values()[k])
              .as("singular value %d of %s", k, parameter.name())
              .isCloseTo(expected[k], within(rounding));
          overlaps += first.leftOverlap(second, k) * one.length;
          overlaps += first.rightOverlap(second, k) * one[0].length;
          counted += 2;
        }
      }
      assertThat(correlation(before, after))
          .as(parameter.name())
          .isCloseTo(
              0, within(LIMIT / Math.sqrt(Math.min(parameter.shape()[0], parameter.shape()[1]))));
    }
    // A squared cosine of random directions in n dimensions has mean 1/n and variance below 2/n².
    assertThat(overlaps / counted).isCloseTo(1, within(LIMIT * Math.sqrt(2.0 / counted)));
  }

  /** One of the matrices that a tensor holds, put together head by head. */
  private static double[][] matrix(float[] tensor, ParameterSpec parameter, int number) {
    int rows = (int) parameter.shape()[0];
    int columns = (int) parameter.shape()[1];
    int axis = parameter.heads().map(HeadLayout::axis).orElse(0);
    List<Integer> selected = new ArrayList<>();
    if (parameter.heads().isEmpty()) {
      IntStream.range(0, rows).forEach(selected::add);
    } else {
      HeadLayout layout = parameter.heads().get();
      for (int head = 0; head < layout.heads(); head++) {
        int start = layout.start(number, head);
        IntStream.range(start, start + layout.width()).forEach(selected::add);
      }
    }
    double[][] matrix =
        new double[axis == 0 ? selected.size() : rows][axis == 0 ? columns : selected.size()];
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < matrix[0].length; j++) {
        int row = axis == 0 ? selected.get(i) : i;
        int column = axis == 0 ? j : selected.get(j);
        matrix[i][j] = tensor[row * columns + column];
      }
    }
    return matrix;
  }

  @Test
  void momentsPerHeadAreThoseOfEachHeadsQueryKeyValueAndOutput() {
    TinyModel model = TinyModel.write(directory, Family.NEOX, 1);
    // Twelve blocks of rows and four of columns, each with a scale of its own.
    scale(model, QKV, i -> i / (32 * HEAD));
    scale(model, QKV_BIAS, i -> i / HEAD);
    scale(model, DENSE, i -> i % 32 / HEAD);
    StudySpec spec = TinyStudy.of(model.source(), "rerandomization.moments=head");

    Manifest incl = variants.manifest(spec, RERANDOMIZED_INCL_EMBEDDINGS, 0);

    assertGroups(model, incl, QKV, 12, i -> i / (32 * HEAD));
    assertGroups(model, incl, QKV_BIAS, 12, i -> i / HEAD);
    assertGroups(model, incl, DENSE, 4, i -> i % 32 / HEAD);
    assertGroups(model, incl, MLP, 1, i -> 0);
    assertThat(variants.make(spec, RERANDOMIZED_INCL_EMBEDDINGS, 0).origin())
        .isEqualTo("redrawn per head");
  }

  @Test
  void momentsPerHeadKnowGroupedKeysAndValues() {
    TinyModel model = TinyModel.write(directory, Family.LLAMA_TIED, 1);
    String block = "model.layers.1.self_attn.";
    scale(model, block + "q_proj.weight", i -> i / (32 * HEAD));
    scale(model, block + "k_proj.weight", i -> i / (32 * HEAD));
    scale(model, block + "o_proj.weight", i -> i % 32 / HEAD);
    StudySpec spec = TinyStudy.of(model.source(), "rerandomization.moments=head");

    Manifest excl = variants.manifest(spec, RERANDOMIZED_EXCL_EMBEDDINGS, 0);

    assertGroups(model, excl, block + "q_proj.weight", 4, i -> i / (32 * HEAD));
    assertGroups(model, excl, block + "k_proj.weight", 2, i -> i / (32 * HEAD));
    assertGroups(model, excl, block + "o_proj.weight", 4, i -> i % 32 / HEAD);
  }

  /** GPT-2 stores its matrices as [in, out]: what is a row elsewhere is a column there. */
  @Test
  void momentsPerHeadAndRowKnowTransposedMatrices() {
    TinyModel model = TinyModel.write(directory, Family.GPT2, 1);
    List<String> names = model.parameters().stream().map(ParameterSpec::name).toList();
    String qkv = named(names, "0.attn.c_attn.weight");
    String output = named(names, "0.attn.c_proj.weight");
    String mlp = named(names, "0.mlp.c_fc.weight");
    scale(model, qkv, i -> i % 96 / HEAD);
    scale(model, output, i -> i / (32 * HEAD));
    scale(model, mlp, i -> i % 64);

    Manifest heads =
        variants.manifest(
            TinyStudy.of(model.source(), "rerandomization.moments=head"),
            RERANDOMIZED_INCL_EMBEDDINGS,
            0);
    Manifest rows =
        variants.manifest(
            TinyStudy.of(model.source(), "rerandomization.moments=row"),
            RERANDOMIZED_INCL_EMBEDDINGS,
            0);

    assertGroups(model, heads, qkv, 12, i -> i % 96 / HEAD);
    assertGroups(model, heads, output, 4, i -> i / (32 * HEAD));
    assertGroups(model, rows, mlp, 64, i -> i % 64);
  }

  private static String named(List<String> names, String end) {
    return names.stream().filter(name -> name.endsWith(end)).findFirst().orElseThrow();
  }

  @Test
  void momentsPerRowAreThoseOfEachOutput() {
    TinyModel model = TinyModel.write(directory, Family.NEOX, 1);
    scale(model, MLP, i -> i / 32);
    StudySpec spec = TinyStudy.of(model.source(), "rerandomization.moments=row");

    Manifest incl = variants.manifest(spec, RERANDOMIZED_INCL_EMBEDDINGS, 0);

    assertGroups(model, incl, MLP, 64, i -> i / 32);
    assertGroups(model, incl, "gpt_neox.embed_in.weight", 48, i -> i / 32);
    assertGroups(model, incl, QKV_BIAS, 1, i -> 0);
  }

  @Test
  void biasesAreZeroWhenTheStudySaysSo() {
    TinyModel model = TinyModel.write(directory, Family.NEOX, 1);
    StudySpec spec = TinyStudy.of(model.source(), "rerandomization.biases=zero");

    Manifest incl = variants.manifest(spec, RERANDOMIZED_INCL_EMBEDDINGS, 0);

    for (ParameterSpec parameter : model.parameters()) {
      float[] values = variants.values(incl, parameter.name());
      if (parameter.role() == TensorRole.BIAS) {
        assertThat(values).as(parameter.name()).containsOnly(0);
      } else {
        assertThat(deviation(values)).as(parameter.name()).isPositive();
      }
    }
  }

  /** Every option changes the draw, and the default is what it is without options. */
  @Test
  void everyOptionIsPartOfWhatAVariantIs() {
    TinyModel model = TinyModel.write(directory, Family.NEOX, 1);
    Set<Object> ids =
        Set.of(
            id(model),
            id(model, "rerandomization.layerNorm=redraw"),
            id(model, "rerandomization.biases=keep"),
            id(model, "rerandomization.biases=zero"),
            id(model, "rerandomization.moments=head"),
            id(model, "rerandomization.moments=row"),
            id(model, "rerandomization.standardDeviation=population"));

    assertThat(ids).hasSize(7);
    assertThat(id(model, "rerandomization={layerNorm: keep, biases: redraw, moments: tensor}"))
        .isEqualTo(id(model));
  }

  private Object id(TinyModel model, String... overrides) {
    return variants
        .make(TinyStudy.of(model.source(), overrides), RERANDOMIZED_INCL_EMBEDDINGS, 0)
        .id();
  }

  @ParameterizedTest
  @CsvSource({
    "cascading-top-1, gpt_neox.layers.1. embed_out",
    "cascading-top-0, gpt_neox.layers. embed_out",
    "cascading-bottom-0, gpt_neox.layers.0. gpt_neox.embed_in",
    "cascading-bottom-1, gpt_neox.layers. gpt_neox.embed_in",
  })
  void aCascadeSharesTheBlobsOfWhatItKeepsAndOfNothingElse(String kind, String redrawn) {
    TinyModel model = TinyModel.write(directory, Family.NEOX, 1);
    StudySpec spec = TinyStudy.of(model.source(), "rerandomization.layerNorm=redraw");
    Map<String, Digest> trained = VariantsOf.digests(variants.manifest(spec, TRAINED, 0));

    Map<String, Digest> cascade =
        VariantsOf.digests(variants.manifest(spec, VariantKind.fromId(kind), 0));

    boolean top = kind.startsWith("cascading-top");
    for (String name : trained.keySet()) {
      boolean expected =
          Arrays.stream(redrawn.split(" ")).anyMatch(name::startsWith)
              || top && name.startsWith("gpt_neox.final_layer_norm");
      assertThat(!cascade.get(name).equals(trained.get(name))).as(name).isEqualTo(expected);
    }
  }

  @Test
  void aLongerCascadeGoesOnWhereAShorterOneEnds() {
    TinyModel model = TinyModel.write(directory, Family.NEOX, 1);
    StudySpec spec = TinyStudy.of(model.source());
    Map<String, Digest> trained = VariantsOf.digests(variants.manifest(spec, TRAINED, 0));
    Map<String, Digest> one =
        VariantsOf.digests(variants.manifest(spec, VariantKind.cascadingTop(1), 0));
    Map<String, Digest> two =
        VariantsOf.digests(variants.manifest(spec, VariantKind.cascadingTop(0), 0));

    for (String name : one.keySet()) {
      if (!one.get(name).equals(trained.get(name))) {
        assertThat(two.get(name)).as(name).isEqualTo(one.get(name));
      }
    }
    assertThat(variants.make(spec, VariantKind.cascadingTop(1), 0).id())
        .isNotEqualTo(variants.make(spec, VariantKind.cascadingTop(0), 0).id());
  }

  /** The one matrix of both ends belongs to the bottom. */
  @Test
  void aTiedEmbeddingIsKeptFromTheTopAndRedrawnFromTheBottom() {
    TinyModel model = TinyModel.write(directory, Family.LLAMA_TIED, 1);
    StudySpec spec = TinyStudy.of(model.source());
    String embedding = "model.embed_tokens.weight";
    Digest trained = VariantsOf.digests(variants.manifest(spec, TRAINED, 0)).get(embedding);

    assertThat(
            VariantsOf.digests(variants.manifest(spec, VariantKind.cascadingTop(0), 0))
                .get(embedding))
        .isEqualTo(trained);
    assertThat(
            VariantsOf.digests(variants.manifest(spec, VariantKind.cascadingBottom(0), 0))
                .get(embedding))
        .isNotEqualTo(trained);
  }

  @Test
  void tokenShuffledKeepsEveryWeightAndNamesItsStream() {
    TinyModel model = TinyModel.write(directory, Family.NEOX, 1);
    StudySpec spec = TinyStudy.of(model.source());
    Manifest trained = variants.manifest(spec, TRAINED, 0);

    Manifest shuffled = variants.manifest(spec, TOKEN_SHUFFLED, 2);

    assertThat(shuffled.files()).isEqualTo(trained.files());
    assertThat(shuffled.id()).isNotEqualTo(trained.id());
    assertThat(open(shuffled).tokenShuffle())
        .contains(new TokenShuffle(5, "variant/token-shuffled/2/tokens"));
    assertThat(open(shuffled).inputNoise()).isEmpty();
    assertThat(open(trained).tokenShuffle()).isEmpty();
    assertThat(open(variants.manifest(spec, CONTROL, 0)).tokenShuffle()).isEmpty();
  }

  private VariantArtifact open(Manifest variant) {
    return VariantArtifact.open(variants.store(), variant.id());
  }

  /** Gives each group a mean of 0.1 and a spread of 0.1 for each number up to its own. */
  private static void scale(TinyModel model, String tensor, IntUnaryOperator group) {
    float[] values = new float[model.values(tensor).length];
    for (int i = 0; i < values.length; i++) {
      double z = new Seed(9).stream(tensor).gaussian(i);
      int number = group.applyAsInt(i) + 1;
      values[i] = (float) (0.1 * number * (1 + z));
    }
    model.replace(tensor, values);
  }

  /** Each group has its own moments, and its entries are no longer those of the source. */
  private void assertGroups(
      TinyModel model, Manifest variant, String tensor, int count, IntUnaryOperator group) {
    float[] source = model.values(tensor);
    float[] drawn = variants.values(variant, tensor);
    for (int g = 0; g < count; g++) {
      float[] before = select(source, group, g);
      float[] after = select(drawn, group, g);
      int n = before.length;
      double deviation = deviation(before);
      assertThat(mean(after))
          .as("mean of group %d of %s", g, tensor)
          .isCloseTo(mean(before), within(LIMIT * deviation / Math.sqrt(n)));
      assertThat(deviation(after))
          .as("standard deviation of group %d of %s", g, tensor)
          .isCloseTo(deviation, within(LIMIT * deviation / Math.sqrt(2.0 * (n - 1))));
      assertThat(correlation(before, after))
          .as("correlation of group %d of %s", g, tensor)
          .isCloseTo(0, within(LIMIT / Math.sqrt(n)));
    }
  }

  private static float[] select(float[] values, IntUnaryOperator group, int wanted) {
    ByteBuffer selected = ByteBuffer.allocate(values.length * Float.BYTES);
    for (int i = 0; i < values.length; i++) {
      if (group.applyAsInt(i) == wanted) {
        selected.putFloat(values[i]);
      }
    }
    float[] out = new float[selected.flip().remaining() / Float.BYTES];
    selected.asFloatBuffer().get(out);
    return out;
  }

  private static float[] sorted(float[] values) {
    float[] copy = values.clone();
    Arrays.sort(copy);
    return copy;
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static double deviation(float[] values) {
    return Math.sqrt(product(values, values) / (values.length - 1));
  }

  private static double correlation(float[] x, float[] y) {
    return product(x, y) / Math.sqrt(product(x, x) * product(y, y));
  }

  private static double product(float[] x, float[] y) {
    double meanX = mean(x);
    double meanY = mean(y);
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += (x[i] - meanX) * (y[i] - meanY);
    }
    return sum;
  }
}
