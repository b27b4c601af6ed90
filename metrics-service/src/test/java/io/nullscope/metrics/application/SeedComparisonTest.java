package io.nullscope.metrics.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nullscope.metrics.domain.DictionaryLikeness;
import io.nullscope.metrics.domain.MetricValue;
import io.nullscope.metrics.fixtures.FinishedStudy;
import io.nullscope.metrics.fixtures.Studies;
import io.nullscope.study.CellKey;
import io.nullscope.study.StepId;
import io.nullscope.study.StudySpecReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A study whose first SAE configuration has two seeds. */
class SeedComparisonTest {

  private static final String STABILITY = "dictionary_stability.v1";
  private static final String UNTRAINED = "dictionary_stability.untrained.v1";

  private final StudyAttempt study =
      new StudyAttempt(
          "study-seeds",
          1,
          StudySpecReader.withOverrides(
                  Studies.yaml("seeds", "trained, step0"),
                  List.of(
                      "sae=[{name: topk-4, latents: 64, k: 4, seeds: [0, 1]}, {latents: 32, k: 4}]",
                      "statistics.bootstrapResamples=50"))
              .orThrow());
  private final List<List<String>> asked = new ArrayList<>();
  private final FinishedStudy finished =
      new FinishedStudy(
          study,
          (sae, others) -> {
            asked.add(List.of(sae, others.get(0)));
            return new DictionaryLikeness(new double[] {0.25, 0.75, 0.5}, 64, 16);
          });

  private Map<CellKey, CellRecord> cells() {
    return finished.readModel.snapshot(tables -> tables.cells().all(study.studyId())).stream()
        .collect(Collectors.toMap(CellRecord::key, cell -> cell));
  }

  @Test
  void seedsOfACellAreComparedWithEachOtherAndWithNothingElse() {
    finished.run();
    cells()
        .forEach(
            (key, cell) ->
                assertThat(cell.metrics().containsKey(STABILITY))
                    .as(key.id())
                    .isEqualTo(key.sae().equals("topk-4")));
    List<List<String>> siblings = new ArrayList<>();
    for (String variant : List.of("trained", "step0")) {
      for (String layer : List.of("layers.0", "layers.1")) {
        String first = sae(variant + "/0/" + layer + "/topk-4/0");
        String second = sae(variant + "/0/" + layer + "/topk-4/1");
        siblings.add(List.of(first, second));
        siblings.add(List.of(second, first));
      }
    }
    assertThat(asked).containsExactlyInAnyOrderElementsOf(siblings);
  }

  private static String sae(String cell) {
    return Studies.artifactId(StepId.sae(CellKey.parse(cell)));
  }

  @Test
  void theValueIsTheMeanOverLatentsBesideThatOfUntrainedSaes() throws IOException {
    finished.run();
    CellKey key = CellKey.parse("trained/0/layers.0/topk-4/1");
    MetricValue stability = cells().get(key).metrics().get(STABILITY);
    assertThat(stability.value()).isCloseTo(0.5, within(1e-12));
    assertThat(stability.n()).isEqualTo(3);
    assertThat(stability.ciLow()).isLessThan(0.5);
    assertThat(cells().get(key).metrics().get(UNTRAINED).value()).isBetween(0.5, 0.6);
    JsonNode json = new ObjectMapper().readTree(finished.file("results.json"));
    int shown = 0;
    for (JsonNode cell : json.get("cells")) {
      shown += cell.get("metrics").has(STABILITY) && cell.get("metrics").has(UNTRAINED) ? 1 : 0;
    }
    assertThat(shown).isEqualTo(8);
    assertThat(json.get("verdicts"))
        .anyMatch(verdict -> verdict.get("metric").asText().equals(STABILITY))
        .noneMatch(verdict -> verdict.get("metric").asText().equals(UNTRAINED));
    assertThat(finished.file("cells.csv")).contains(STABILITY);
  }

  @Test
  void whatIsStoredIsNotComparedAgain() {
    finished.run();
    int first = asked.size();
    FinishedStudy again = new FinishedStudy(study, (sae, others) -> fail());
    again.artifacts.metrics.putAll(finished.artifacts.metrics);
    again.run();
    assertThat(asked).hasSize(first);
    assertThat(again.file("results.json")).isEqualTo(finished.file("results.json"));
  }

  private static DictionaryLikeness fail() {
    throw new AssertionError("compared anew");
  }

  @Test
  void oneSeedHasNoSuchMetric() {
    FinishedStudy single = new FinishedStudy(Studies.attempt(1));
    single.run();
    assertThat(single.file("results.json")).doesNotContain("dictionary_stability");
  }
}
