package io.nullscope.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nullscope.study.ModelShape;
import io.nullscope.study.StudyPlan;
import io.nullscope.study.StudySpec;
import io.nullscope.study.StudySpecReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PowerTableTest {
  private static final ModelShape TWO_LAYERS = new ModelShape("llama", 2, 128, 2048, 512);

  private static final String STUDY =
      """
      name: power
      model: { source: "file:model" }
      corpus: { source: "file:corpus.jsonl", trainTokens: 300k, evalTokens: 40k, interpTokens: 160k }
      variants: [trained, control]
      probes: { latents: 0 }
      """;

  @TempDir private Path directory;

  /**
   * Golden values by quadrature of the noncentral t, 6 primary metrics: R² with s = 0.007 and 4
   * degrees of freedom, fuzzing with s² = 0.005² + 0.065²/200 and 12.
   */
  @Test
  void saysWhatFiveDrawsFind() {
    String table = render(STUDY, Variation.measured());

    assertThat(row(table, "r2.global_centered.v1"))
        .containsExactly(
            "r2.global_centered.v1",
            "0.0200",
            "0.0288",
            "0.0473",
            "0.0274",
            "0.0407",
            "–",
            "0.0473");
    assertThat(row(table, "fuzzing.auroc.v1").subList(1, 4))
        .containsExactly("0.0200", "0.0227", "0.0304");
    assertThat(table)
        .contains("5 draws of each random null, mean over 2 hook points, 100 latents")
        .contains("among the 6 primary metrics")
        // However many draws: 0.007 (1.645 + 1.282) is more than 0.02.
        .contains("a wider margin for r2.global_centered.v1")
        .contains("autointerp.latents: 200 for fuzzing.auroc.v1")
        .doesNotContain("UNREPLICATED");
  }

  @Test
  void advisesAsManyDrawsAsTheMarginTakes() {
    String margins = "statistics: { margins: { r2.global_centered.v1: 0.025 } }\n";

    assertThat(render(STUDY + margins, Variation.measured()))
        .containsPattern("[678] draws for r2.global_centered.v1");
  }

  @Test
  void leavesOutScoresThatAreNotAsked() {
    String table = render(STUDY + "autointerp: { scorers: [fuzzing] }\n", Variation.measured());

    assertThat(table).contains("fuzzing.auroc.v1").doesNotContain("detection.auroc.v1");
    assertThat(table).contains("among the 5 primary metrics");
    assertThat(render(STUDY.replace("latents: 0", "latents: 8"), Variation.measured()))
        .contains("among the 8 primary metrics");
  }

  @Test
  void oneDrawFindsNothingAndASecondSomething() {
    List<String> row =
        row(render(STUDY + "variantSeeds: [0]\n", Variation.measured()), "fuzzing.auroc.v1");

    assertThat(row.subList(2, 5)).containsOnly("–");
    assertThat(row.get(5)).isNotEqualTo("–");
    assertThat(render(STUDY + "variantSeeds: [0]\n", Variation.measured()))
        .contains("Note: control: one draw, so verdicts will be UNREPLICATED");
  }

  @Test
  void aFixedNullHasNoDraws() {
    String fixed =
        STUDY
            .replace("[trained, control]", "[trained, step0]")
            .replace("file:model", "file:model\", step0Source: \"file:step0");

    assertThat(render(fixed, Variation.measured()))
        .startsWith("Note: step0: one fixed model")
        .doesNotContain("What verdicts could find");
  }

  /** Twice the latents of the planned study halve w²; what the draws add stays. */
  @Test
  void takesSpreadsFromAnEarlierStudy() throws IOException {
    String table = render(STUDY, EarlierStudy.read(results("file:model")));

    // s² = 0.03² = a² + w², w² = 0.02² for 50 latents at 1 hook point: a quarter of it for 100 at
    // 2.
    double s = Math.sqrt(0.03 * 0.03 - 0.02 * 0.02 + 0.02 * 0.02 / 4);
    assertThat(Double.parseDouble(row(table, "fuzzing.auroc.v1").get(4)))
        .isBetween(3.90 * s, 3.94 * s);
    assertThat(row(table, "fuzzing.auroc.v1").get(1)).isEqualTo("0.0300");
    assertThat(table)
        .contains("that " + directory.resolve("results.json") + " found")
        .doesNotContain("token_entropy", "another model");
  }

  /** Latents on which is intervened are others than those that are scored. */
  @Test
  void moreProbedLatentsAreWhatInterventionsGainFrom() throws IOException {
    Path file = results("file:model");
    Files.writeString(
        file,
        Files.readString(file)
            .replace("fuzzing.auroc.v1", "context_reach.v1")
            .replace("\"autointerp\":", "\"probes\": {\"latents\": 16}, \"autointerp\":"));
    String probed = STUDY.replace("latents: 0", "latents: 32");

    String table = render(probed, EarlierStudy.read(file));

    // w² = 0.02² for 16 latents at 1 hook point: a quarter of it for 32 at 2, an eighth for 64.
    List<String> row = row(table, "context_reach.v1");
    double rest = 0.03 * 0.03 - 0.02 * 0.02;
    double once = Math.sqrt(rest + 0.02 * 0.02 / 4);
    double twice = Math.sqrt(rest + 0.02 * 0.02 / 8);
    assertThat(Double.parseDouble(row.get(4))).isBetween(3.90 * once, 3.94 * once);
    assertThat(Double.parseDouble(row.get(6)) / Double.parseDouble(row.get(3)))
        .isCloseTo(twice / once, within(0.005));
    assertThat(row.get(7)).isEqualTo("–");
    assertThat(table).doesNotContain("autointerp.latents");
    assertThat(render(STUDY, EarlierStudy.read(file))).doesNotContain("context_reach.v1");
  }

  @Test
  void saysWhenTheEarlierStudyIsOfAnotherModel() throws IOException {
    assertThat(render(STUDY, EarlierStudy.read(results("hf:other/model"))))
        .contains("of another model, hf:other/model");
  }

  @Test
  void refusesWhatHoldsNoSpreads() throws IOException {
    Path file = directory.resolve("results.json");
    assertThatThrownBy(() -> EarlierStudy.read(file)).hasMessageContaining("no such file");
    Files.writeString(file, "[]");
    assertThatThrownBy(() -> EarlierStudy.read(file)).hasMessageContaining("no JSON object");
    Files.writeString(file, "{\"verdicts\": []}");
    assertThatThrownBy(() -> EarlierStudy.read(file)).hasMessageContaining("two draws or more");
  }

  /** Two nulls; the second varies less. The third verdict is of one hook point. */
  private Path results(String model) throws IOException {
    String verdict =
        """
        {"metric": "fuzzing.auroc.v1", "role": "PRIMARY", "hookPoint": "%s", "scope": "DRAWS",
         "draws": 3, "saeSeeds": 1, "sdDraws": %s, "sdWithin": %s, "df": 2, "margin": 0.03}""";
    return Files.writeString(
        directory.resolve("results.json"),
        """
        {"spec": {"model": {"source": "%s"}, "corpus": {"evalTokens": 1000}, "autointerp": {"latents": 50}},
         "cells": [{"hookPoint": "layers.0"}],
         "verdicts": [%s, %s, %s]}"""
            .formatted(
                model,
                verdict.formatted("all", 0.01, 0.01),
                verdict.formatted("all", 0.03, 0.02),
                verdict.formatted("layers.0", 0.5, 0.02)));
  }

  private static String render(String study, Variation variation) {
    StudySpec spec = StudySpecReader.read(study).orThrow();
    return PowerTable.render(spec, StudyPlan.of(spec, TWO_LAYERS), variation, 0);
  }

  private static List<String> row(String table, String metric) {
    return table
        .lines()
        .filter(line -> line.startsWith(metric))
        .map(line -> List.of(line.split(" +")))
        .findFirst()
        .orElseThrow();
  }
}
