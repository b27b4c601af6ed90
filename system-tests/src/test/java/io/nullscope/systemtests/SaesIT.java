package io.nullscope.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every architecture side by side on one pass, and nulls of the SAE: the example, made small. */
class SaesIT {

  private static final Duration STUDY = Duration.ofMinutes(5);

  @TempDir static Path folder;

  @Test
  void configurationsAndNullsOfTheSaeRunSideBySide() throws Exception {
    Path out = folder.resolve("out");
    try (CommandLine run =
        CommandLine.start(
            folder.resolve("home"),
            "run",
            CommandLine.root().resolve("examples/saes.yaml").toString(),
            "--out",
            out.toString(),
            "--set",
            "variants=[trained]",
            "--set",
            "corpus.contextLength=64",
            "--set",
            "corpus.trainTokens=32k",
            "--set",
            "corpus.evalTokens=4k",
            "--set",
            "corpus.interpTokens=16k",
            "--set",
            "autointerp.latents=10",
            "--set",
            "statistics={bootstrapResamples: 200}")) {
      assertThat(run.awaitExit(STUDY)).as(run.output()).isZero();
    }

    Results results = Results.read(out);
    assertThat(results.state()).isEqualTo("COMPLETED");
    Map<String, JsonNode> cells = new LinkedHashMap<>();
    for (JsonNode cell : results.root().path("cells")) {
      cells.put(cell.path("sae").asText(), cell);
    }
    assertThat(cells)
        .containsOnlyKeys(
            "topk",
            "batchtopk",
            "matryoshka",
            "jumprelu",
            "gated",
            "relu",
            "random-decoder",
            "random-encoder",
            "untrained");
    assertThat(results.root().path("cells")).hasSize(9);
    cells.forEach(
        (name, cell) -> {
          assertThat(r2(cell)).as(name).isBetween(0.1, 1.0);
          assertThat(cell.path("counts").path("latentsScored").asInt()).as(name).isPositive();
        });
    for (String topK : new String[] {"topk", "random-decoder", "random-encoder", "untrained"}) {
      assertThat(metric(cells.get(topK), "l0.mean.v1")).as(topK).isEqualTo(16);
    }
    // What was trained reconstructs better than what was trained in part, and that than nothing.
    assertThat(r2(cells.get("topk")))
        .isGreaterThan(r2(cells.get("random-decoder")))
        .isGreaterThan(r2(cells.get("random-encoder")));
    assertThat(r2(cells.get("untrained")))
        .isLessThan(r2(cells.get("random-decoder")))
        .isLessThan(r2(cells.get("random-encoder")));

    Set<String> nulls = new TreeSet<>();
    for (JsonNode verdict : results.root().path("verdicts")) {
      assertThat(verdict.path("sae").asText()).isEqualTo("topk");
      nulls.add(verdict.path("nullSae").asText());
    }
    assertThat(nulls).containsExactly("random-decoder", "random-encoder", "untrained");
  }

  private static double r2(JsonNode cell) {
    return metric(cell, "r2.global_centered.v1");
  }

  private static double metric(JsonNode cell, String id) {
    return cell.path("metrics").path(id).path("value").asDouble(Double.NaN);
  }
}
