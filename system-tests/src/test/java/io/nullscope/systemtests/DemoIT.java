package io.nullscope.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A part of the demo that takes a minute: three variants, one layer, one draw. */
class DemoIT {

  @TempDir Path folder;

  @Test
  void runsOnTheBundledModelAndCorpusAlone() throws Exception {
    Path out = folder.resolve("out");
    String[] demo = {
      "demo",
      "--set",
      "variants=[trained, step0, control]",
      "--set",
      "variantSeeds=[0]",
      "--set",
      "hookPoints=[layers.1]",
      "--out",
      out.toString()
    };

    try (CommandLine run = CommandLine.start(folder.resolve("home"), demo)) {
      assertThat(run.awaitExit(Duration.ofMinutes(6))).as(run.output()).isZero();
    }

    Results results = Results.read(out);
    assertThat(results.state()).isEqualTo("COMPLETED");
    assertThat(fuzzing(results, "control")).isBetween(0.45, 0.55);
    assertThat(fuzzing(results, "trained")).isBetween(0.7, 0.9);
    // The paper's finding: not having been trained costs nothing.
    assertThat(fuzzing(results, "step0")).isGreaterThan(fuzzing(results, "trained") - 0.03);
    assertThat(results.root().path("checks"))
        .hasSize(6)
        .allSatisfy(check -> assertThat(check.path("passed").asBoolean()).isTrue());
    // Latents of random models are bound to tokens: against the same tokens nothing is left.
    for (String variant : List.of("step0", "control")) {
      for (String scorer : List.of("fuzzing", "detection")) {
        assertThat(results.metric(variant, "layers.1", scorer + ".same_token.auroc.v1"))
            .as(variant + " " + scorer)
            .isBetween(0.45, 0.55);
      }
    }
    assertThat(Files.readString(out.resolve("report.html")))
        .contains("At a glance", "the model before its first training step", "This is the demo");
  }

  private static double fuzzing(Results results, String variant) {
    return results.metric(variant, "layers.1", "fuzzing.auroc_pooled.v1");
  }
}
