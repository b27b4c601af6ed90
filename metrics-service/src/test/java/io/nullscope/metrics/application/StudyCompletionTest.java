package io.nullscope.metrics.application;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nullscope.metrics.domain.Conclusion;
import io.nullscope.metrics.domain.MetricId;
import io.nullscope.metrics.domain.MetricValue;
import io.nullscope.metrics.domain.Verdict;
import io.nullscope.metrics.fixtures.FinishedStudy;
import io.nullscope.metrics.fixtures.MadeUpVerdicts;
import io.nullscope.metrics.fixtures.Studies;
import io.nullscope.study.CellKey;
import io.nullscope.study.StepId;
import io.nullscope.study.StudyPlan;
import io.nullscope.study.StudySpecReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StudyCompletionTest {

  private final StudyAttempt study = Studies.attempt(1);

  private static JsonNode json(FinishedStudy study) throws IOException {
    return new ObjectMapper().readTree(study.file("results.json"));
  }

  @Test
  void resultsJsonHasTheContractedStructure() throws IOException {
    FinishedStudy finished = new FinishedStudy(study);
    StudyProgress progress = finished.run();
    assertThat(progress.study().state()).isEqualTo(StudyState.COMPLETED);
    JsonNode json = json(finished);
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly(
            "schemaVersion",
            "studyId",
            "name",
            "state",
            "startedAt",
            "finishedAt",
            "spec",
            "provenance",
            "notices",
            "cells",
            "verdicts",
            "headlines",
            "latentDiscrimination",
            "equalReconstruction",
            "trust",
            "checks",
            "failures");
    assertThat(json.get("state").asText()).isEqualTo("COMPLETED");
    assertThat(json.get("startedAt").asText()).isEqualTo("2026-01-02T03:04:05.678Z");
    assertThat(json.get("spec").get("sae").get("k").asInt()).isEqualTo(4);
    assertThat(json.get("provenance").get("engine").asText()).isEqualTo("PyTorch 2.7.1");
    assertThat(json.get("provenance").get("artifacts")).hasSize(20);
    assertThat(json.get("cells")).hasSize(4);
    JsonNode cell = json.get("cells").get(0);
    assertThat(cell.fieldNames())
        .toIterable()
        .containsExactly(
            "variant",
            "variantSeed",
            "hookPoint",
            "sae",
            "saeSeed",
            "saeId",
            "metrics",
            "rocCurves",
            "counts",
            "positions",
            "languageModel");
    assertThat(cell.get("positions").toString())
        .isEqualTo(
            "{\"training\":{\"all\":300000,\"leftOut\":{\"first\":2344}},"
                + "\"evaluation\":{\"all\":40000,\"leftOut\":{\"first\":313}},"
                + "\"interpretation\":{\"all\":160000,\"leftOut\":{}},\"topPercentShare\":0.02}");
    assertThat(cell.get("metrics")).hasSize(30);
    assertThat(cell.get("metrics").get("cosine.mean.v1").fieldNames())
        .toIterable()
        .containsExactly("value", "ciLow", "ciHigh", "n");
    assertThat(cell.get("rocCurves").get("fuzzing").get(0).toString()).isEqualTo("[0,0]");
    assertThat(cell.get("counts").get("latentsScored").asInt()).isEqualTo(12);
    JsonNode verdict = json.get("verdicts").get(0);
    assertThat(verdict.fieldNames())
        .toIterable()
        .containsExactly(
            "metric",
            "sae",
            "variant",
            "hookPoint",
            "role",
            "effect",
            "ciLow",
            "ciHigh",
            "scope",
            "draws",
            "saeSeeds",
            "sdDraws",
            "sdWithin",
            "df",
            "pValue",
            "pAdjusted",
            "margin",
            "verdict",
            "direction",
            "reading",
            "probabilityAbove",
            "rank",
            "detectable",
            "sentence");
    assertThat(verdict.get("verdict").asText()).isEqualTo("UNREPLICATED");
    assertThat(json.get("headlines").get("topk").asText()).startsWith("Of ");
    List<String> csv = finished.file("verdicts.csv").lines().toList();
    assertThat(csv).hasSize(1 + json.get("verdicts").size());
    assertThat(csv.get(0)).startsWith("metric,sae,variant,nullSae,hookPoint,role,verdict,");
    assertThat(csv.get(1))
        .startsWith("r2.global_centered.v1,topk,step0,,all,PRIMARY,UNREPLICATED,");
    assertThat(json.get("failures")).isEmpty();
  }

  @Test
  void aLanguageModelIsAccountedFor() throws IOException {
    FinishedStudy finished = new FinishedStudy(Studies.judged("trained, step0"));
    finished.run();
    JsonNode json = json(finished);
    assertThat(json.get("schemaVersion").asInt()).isEqualTo(5);
    JsonNode asked = json.get("languageModels");
    int cells = json.get("cells").size();
    assertThat(asked.get("requests").asLong()).isEqualTo(600L * cells);
    assertThat(asked.get("withoutAnswer").asLong()).isEqualTo(3L * cells);
    assertThat(asked.get("shareWithoutAnswer").asDouble()).isEqualTo(0.005);
    assertThat(asked.get("reasons").get("timeout").asLong()).isEqualTo(3L * cells);
    assertThat(finished.file("report.html"))
        .contains("completed with failures")
        .contains("(0.5 %%) got no answer of use: %d timeout.".formatted(3 * cells));
    JsonNode cell = json.get("cells").get(0);
    assertThat(cell.get("languageModel").asText()).isEqualTo("made-up/model-7b");
    JsonNode counts = cell.get("counts");
    assertThat(counts.get("usage").get("inputTokens").asLong()).isEqualTo(250_000);
    assertThat(counts.get("usage").get("failures").get("timeout").asLong()).isEqualTo(3);
    long failures = 0;
    for (JsonNode reason : counts.get("judgeFailuresByReason")) {
      failures += reason.asLong();
    }
    assertThat(counts.get("judgeFailures").asLong()).isEqualTo(failures).isPositive();
    assertThat(cell.get("metrics").has("fuzzing.over_lexical.v1")).isTrue();
    assertThat(cell.get("metrics").has("intruder.accuracy.v1")).isTrue();
    assertThat(json.get("provenance").get("prompts").has("fuzzing.v1")).isTrue();

    // Four controls (two scorers, embedding, simulation) of two variants.
    assertThat(json.get("checks")).hasSize(8);
    JsonNode check = json.get("checks").get(0);
    assertThat(check.get("metric").asText()).isEqualTo("fuzzing.shuffled.auroc.v1");
    assertThat(check.get("hookPoint").asText()).isEqualTo("all");
    assertThat(check.get("n").asInt()).isEqualTo(24); // both layers
    assertThat(check.get("passed").asBoolean())
        .isEqualTo(check.get("ciLow").asDouble() <= 0.5 && 0.5 <= check.get("ciHigh").asDouble());

    String header = finished.file("latents.csv").lines().findFirst().orElseThrow();
    assertThat(header.split(","))
        .contains(
            "fuzzing.auroc",
            "fuzzing.balancedAccuracy",
            "fuzzing.judgeFailures",
            "fuzzing.shuffled.auroc",
            "fuzzing.same_token.auroc",
            "fuzzing.over_lexical",
            "embedding.auroc",
            "embedding.judgeFailures",
            "intruder.accuracy",
            "simulation.shuffled.correlation",
            "explanationFailure")
        .doesNotContain("embedding.balancedAccuracy")
        .doesNotHaveDuplicates()
        .endsWith("explanation");
    assertThat(json.get("verdicts"))
        .noneMatch(verdict -> verdict.get("metric").asText().contains("shuffled"));
  }

  @Test
  void everyConfigurationHasItsCellsInTheOrderOfThePlanAndSaeNullsTheirVerdicts()
      throws IOException {
    StudyAttempt three = Studies.threeConfigurations();
    FinishedStudy finished = new FinishedStudy(three);
    finished.run();
    JsonNode json = json(finished);

    assertThat(json.get("spec").get("sae")).hasSize(3);
    assertThat(json.get("provenance").get("seeds").get("saes").toString())
        .isEqualTo("{\"topk-4\":[0,1],\"jumprelu\":[0],\"random-decoder\":[0]}");
    List<String> cells = new ArrayList<>();
    json.get("cells")
        .forEach(
            cell ->
                cells.add(
                    "%s/0/%s/%s/%s"
                        .formatted(
                            cell.get("variant").asText(),
                            cell.get("hookPoint").asText(),
                            cell.get("sae").asText(),
                            cell.get("saeSeed").asText())));
    assertThat(cells)
        .isEqualTo(
            StudyPlan.of(three.spec(), Studies.SHAPE).cells().stream().map(CellKey::id).toList());
    List<JsonNode> saeNulls = new ArrayList<>();
    for (JsonNode verdict : json.get("verdicts")) {
      if (verdict.has("nullSae")) {
        saeNulls.add(verdict);
      }
    }
    // All metrics but the two that are about the model alone; both layers, and over all.
    assertThat(saeNulls).hasSize(18 * 3);
    assertThat(saeNulls.get(0).fieldNames())
        .toIterable()
        .startsWith("metric", "sae", "variant", "nullSae", "hookPoint");
    assertThat(saeNulls.get(0).get("sae").asText()).isEqualTo("topk-4");
    assertThat(saeNulls.get(0).get("nullSae").asText()).isEqualTo("random-decoder");
    assertThat(finished.file("latents.csv")).contains("\r\ntrained,0,layers.1,jumprelu,0,");
    assertThat(StudySpecReader.read(finished.file("study.lock.yaml")).orThrow())
        .isEqualTo(three.spec());
  }

  @Test
  void numbersReadBackToTheSameBitsAndUndefinedOnesAreNull() throws IOException {
    FinishedStudy finished = new FinishedStudy(study);
    finished.run();
    JsonNode cells = json(finished).get("cells");
    for (JsonNode cell : cells) {
      CellKey key =
          CellKey.parse(
              cell.get("variant").asText() + "/0/" + cell.get("hookPoint").asText() + "/topk/0");
      MetricValue expected =
          finished
              .artifacts
              .metrics
              .get(Studies.artifactId(StepId.reconstruction(key)))
              .metrics()
              .get("r2.global_centered.v1");
      JsonNode value = cell.get("metrics").get("r2.global_centered.v1");
      assertThat(value.get("value").asDouble()).isEqualTo(expected.value());
      assertThat(value.get("ciHigh").asDouble()).isEqualTo(expected.ciHigh());
      JsonNode recovered = cell.get("metrics").get("ce.recovered.v2");
      boolean trained = cell.get("variant").asText().equals("trained");
      assertThat(recovered.get("value").isNull()).isEqualTo(!trained);
      assertThat(recovered.has("note")).isEqualTo(!trained);
    }
  }

  @Test
  void sameArtifactsGiveTheSameBytes() throws IOException {
    FinishedStudy first = new FinishedStudy(study);
    first.run();
    FinishedStudy second = new FinishedStudy(study);
    List<StudyFact> facts = new ArrayList<>(Studies.facts(study));
    Collections.reverse(facts);
    second.run(facts);
    for (String file :
        List.of("results.json", "cells.csv", "latents.csv", "verdicts.csv", "report.html")) {
      assertThat(second.file(file)).as(file).isEqualTo(first.file(file));
    }
  }

  /** Verdicts may be made anew by other rules; what was measured stays, to the last byte. */
  @Test
  void cellsAreWhatTheyWere() throws Exception {
    FinishedStudy finished = new FinishedStudy(study);
    finished.run();
    String text = finished.file("results.json");
    String cells = text.substring(text.indexOf("\"cells\""), text.indexOf("\"verdicts\""));
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(cells.getBytes(StandardCharsets.UTF_8));
    assertThat(HexFormat.of().formatHex(digest))
        .isEqualTo("e95081956115c966603decc30b9d92265bd065d949acbe89c4004dcbccd884fe");
  }

  @Test
  void completingTwiceMakesTheResultsOnce() {
    FinishedStudy finished = new FinishedStudy(study);
    StudyProgress first = finished.run();
    StudyProgress second = finished.completion.complete("study-1", () -> {});
    assertThat(second).isEqualTo(first);
    assertThat(finished.artifacts.savedResults).isEqualTo(1);
  }

  @Test
  void verdictsThatWereMadeFromTheSameArtifactsStand() {
    FinishedStudy first = new FinishedStudy(study);
    first.run();
    List<Verdict> made = first.artifacts.verdicts.values().iterator().next();
    Verdict marked = MadeUpVerdicts.of(MetricId.FUZZING_AUROC, Conclusion.INCONCLUSIVE, 0.25, 0.25);

    FinishedStudy second = new FinishedStudy(study);
    first.artifacts.verdicts.forEach(
        (request, verdicts) -> second.artifacts.verdicts.put(request, List.of(marked)));
    second.run();

    assertThat(made).hasSizeGreaterThan(19);
    assertThat(second.file("results.json")).contains("\"effect\": 0.25");
    assertThat(second.artifacts.verdicts).hasSize(1);
  }

  @Test
  void otherArtifactsOrStatisticsAskForOtherVerdicts() {
    FinishedStudy finished = new FinishedStudy(study);
    finished.run();
    VerdictsRequest made = finished.artifacts.verdicts.keySet().iterator().next();
    List<CellRecord> cells =
        finished.readModel.snapshot(tables -> tables.cells().all(study.studyId()));

    assertThat(VerdictsRequest.of(study.spec(), cells)).isEqualTo(made);
    assertThat(VerdictsRequest.of(study.spec(), cells.subList(1, cells.size()))).isNotEqualTo(made);
    assertThat(made.inputs()).hasSize(3 * cells.size());
    assertThat(made.configuration())
        .containsEntry("confidence", study.spec().statistics().confidence())
        .containsEntry("margins", Map.of());
  }

  @Test
  void nothingHappensBeforeTheLastStep() {
    FinishedStudy unfinished = new FinishedStudy(study);
    StudyProgress progress = unfinished.run(Studies.facts(study).subList(0, 5));
    assertThat(progress.study().resultsId()).isEmpty();
    assertThat(unfinished.artifacts.savedResults).isZero();
  }

  @Test
  void failedStudyShowsWhatItHasAndWhyItFailed() throws IOException {
    FinishedStudy finished = new FinishedStudy(study);
    CellKey broken = CellKey.parse("step0/0/layers.1/topk/0");
    List<StudyFact> facts = new ArrayList<>();
    for (StudyFact fact : Studies.facts(study)) {
      if (!aboutLatents(fact, broken)) {
        facts.add(fact);
      }
    }
    facts.add(Studies.failure(study, StepId.latents(broken), "NO_LATENTS"));
    StudyProgress progress = finished.run(facts);
    assertThat(progress.study().state()).isEqualTo(StudyState.FAILED);
    JsonNode json = json(finished);
    assertThat(json.get("state").asText()).isEqualTo("FAILED");
    assertThat(json.get("failures").get(0).get("stepId").asText())
        .isEqualTo("latents/step0/0/layers.1/topk/0");
    assertThat(json.get("cells")).hasSize(4);
    assertThat(json.get("cells").get(3).get("metrics")).hasSize(11);
    // The interpretability metrics are still compared at the other hook point.
    List<String> compared = new ArrayList<>();
    for (JsonNode verdict : json.get("verdicts")) {
      if (verdict.get("metric").asText().equals("fuzzing.auroc.v1")) {
        compared.add(verdict.get("hookPoint").asText());
      }
    }
    assertThat(compared).containsExactly("all", "layers.0", "layers.1");
    assertThat(finished.file("report.html")).contains("NO_LATENTS").contains("What failed");
  }

  private static boolean aboutLatents(StudyFact fact, CellKey cell) {
    return fact instanceof StudyFact.LatentsReady ready && ready.cell().equals(cell)
        || fact instanceof StudyFact.MetricsReady metrics
            && metrics.cell().equals(cell)
            && metrics.group() == MetricGroup.INTERPRETABILITY;
  }

  @Test
  void refusedStudyHasResultsWithoutASpecification() throws IOException {
    FinishedStudy finished = new FinishedStudy(study);
    finished.run(List.of(Studies.failure(study, StepId.study(), "INVALID_STUDY")));
    JsonNode json = json(finished);
    assertThat(json.get("spec").isNull()).isTrue();
    assertThat(json.get("failures").get(0).get("code").asText()).isEqualTo("INVALID_STUDY");
    assertThat(finished.artifacts.results.values().iterator().next())
        .doesNotContainKey("study.lock.yaml");
  }

  @Test
  void tablesHaveARowForEachCellAndLatent() {
    FinishedStudy finished = new FinishedStudy(study);
    finished.run();
    List<String> cells = finished.file("cells.csv").lines().toList();
    assertThat(cells).hasSize(5);
    assertThat(cells.get(0))
        .startsWith("variant,variantSeed,hookPoint,sae,saeSeed,saeId,latentsAlive")
        .contains(",r2.global_centered.v1,r2.global_centered.v1.ciLow,")
        .contains(",positions.evaluation,positions.evaluation.leftOut.first,");
    assertThat(cells.get(1)).startsWith("trained,0,layers.0,topk,0,id:");
    assertThat(cells).allSatisfy(row -> assertThat(row).doesNotContain("NaN"));
    String latents = finished.file("latents.csv");
    assertThat(latents).startsWith("variant,variantSeed,hookPoint,sae,saeSeed,latent,");
    assertThat(latents.lines().filter(line -> line.startsWith("trained,")).count()).isEqualTo(24);
    // An explanation with a comma is quoted.
    assertThat(latents).containsAnyOf(",\"tokens:,\"", ",tokens: ");
  }

  @Test
  void lockFileReadsBackToTheStudy() {
    FinishedStudy finished = new FinishedStudy(study);
    finished.run();
    assertThat(StudySpecReader.read(finished.file("study.lock.yaml")).orThrow())
        .isEqualTo(study.spec());
  }
}
