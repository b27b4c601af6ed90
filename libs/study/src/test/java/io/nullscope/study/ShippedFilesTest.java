package io.nullscope.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** The example study and the README are right. */
class ShippedFilesTest {
  private static final Path EXAMPLE = Path.of("../../examples/tinystories.yaml");

  @Test
  void theExampleAsksForItsTwoFields() throws IOException {
    assertThat(Studies.errors(StudySpecReader.read(Files.readString(EXAMPLE))))
        .extracting(SpecError::path)
        .containsExactly("model.source", "corpus.source");
    assertThat(Studies.describe(Files.readString(EXAMPLE)))
        .contains("--set model.source=file:", "--set corpus.source=file:");
  }

  @Test
  void theExampleOfNullsFitsTheModelThatItIsFor() throws IOException {
    SpecResult result =
        StudySpecReader.withOverrides(
            Files.readString(EXAMPLE.resolveSibling("nulls.yaml")),
            List.of("model.source=file:m", "corpus.source=file:c"));
    StudySpec spec = result.orThrow();

    assertThat(((SpecResult.Valid) result).warnings()).isEmpty();
    assertThat(spec.variants()).contains(VariantKind.SPECTRUM, VariantKind.cascadingTop(1));
    assertThat(spec.rerandomization().moments()).isEqualTo(MomentScope.HEAD);
    assertThat(StudyPlan.of(spec, new ModelShape("llama", 2, 128, 2048, 512)).cells()).hasSize(8);
  }

  @Test
  void theExampleIsTheStudyItSaysItIs() throws IOException {
    SpecResult result =
        StudySpecReader.withOverrides(
            Files.readString(EXAMPLE), List.of("model.source=file:m", "corpus.source=file:c"));
    StudySpec spec = result.orThrow();

    assertThat(((SpecResult.Valid) result).warnings()).isEmpty();
    assertThat(spec.name()).isEqualTo("tinystories");
    assertThat(spec.corpus())
        .isEqualTo(
            new CorpusSpec(
                "file:c", "text", StartTokenSpec.Rule.AUTO, 128, 300_000, 40_000, 160_000));
    assertThat(spec.variants()).isEqualTo(VariantKind.PAPER);
    assertThat(spec.saes().get(0).latentsFor(128)).isEqualTo(2048);
    assertThat(spec.saes().get(0).architecture().activeLatents()).hasValue(16);
    assertThat(spec.saes().get(0).training().epochs()).isEqualTo(2);
    assertThat(spec.saes().get(0).training().learningRate()).isEqualTo(OptionalDouble.of(1e-3));
    assertThat(spec.autointerp().latents()).isEqualTo(50);
    assertThat(StudyPlan.of(spec, new ModelShape("llama", 2, 128, 2048, 512)).cells()).hasSize(10);
  }

  @Test
  void theExampleOfJudgesStaysWithinItsBudget() throws IOException {
    SpecResult result =
        StudySpecReader.read(Files.readString(EXAMPLE.resolveSibling("judges.yaml")));
    StudySpec spec = result.orThrow();
    LanguageModelCost cost =
        StudyPlan.of(spec, new ModelShape("gpt_neox", 6, 128, 4096, 512))
            .totalCost()
            .languageModel();

    assertThat(((SpecResult.Valid) result).warnings()).isEmpty();
    assertThat(spec.autointerp().judge()).isInstanceOf(JudgeSpec.OpenAi.class);
    assertThat(cost.tokens())
        .isPositive()
        .isLessThan(spec.autointerp().budget().tokens().getAsLong());
  }

  @Test
  void theReadmeListsEveryKeyWithItsDefault() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    Map<String, Object> tree = new LinkedHashMap<>();
    flatten("", Studies.minimal().toTree(), tree);
    List<String> required =
        List.of(
            "name",
            "model.source",
            "corpus.source",
            "corpus.trainTokens",
            "corpus.evalTokens",
            "corpus.interpTokens");

    tree.forEach(
        (path, value) -> {
          String shown = value.toString();
          String row =
              required.contains(path)
                  ? "| `" + path + "` | required |"
                  : "| `" + path + "` | `" + shown + "` |";
          assertThat(readme).contains(row);
        });
  }

  private static void flatten(String path, Object value, Map<String, Object> out) {
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, child) -> flatten(SpecProblems.child(path, (String) key), child, out));
    } else {
      out.put(path, value);
    }
  }
}
