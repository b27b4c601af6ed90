package io.nullscope.metrics.adapter.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nullscope.metrics.domain.CellMetrics;
import io.nullscope.metrics.domain.ContextWindow;
import io.nullscope.metrics.domain.Explanation;
import io.nullscope.metrics.domain.IntruderTrial;
import io.nullscope.metrics.domain.Judgement;
import io.nullscope.metrics.domain.LanguageModelUsage;
import io.nullscope.metrics.domain.PromptText;
import io.nullscope.metrics.domain.ScoredLatent;
import io.nullscope.metrics.domain.ScoredLatents;
import io.nullscope.metrics.domain.Simulation;
import io.nullscope.metrics.domain.TestWindow;
import io.nullscope.metrics.domain.TokenProfile;
import io.nullscope.metrics.domain.WeightedToken;
import io.nullscope.metrics.fixtures.FakeArtifacts;
import io.nullscope.metrics.fixtures.MadeUpCells;
import io.nullscope.metrics.fixtures.Studies;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class MessagesTest {

  private static final ContextWindow WINDOW =
      new ContextWindow(new int[] {7, 8}, List.of(" a", " b"), new float[] {0, 2.5f}, 3);

  /** Every field has a value that is not the default. */
  private static final ScoredLatents EVERYTHING =
      new ScoredLatents(
          64,
          50,
          40,
          1_000,
          List.of(
              new ScoredLatent(
                  9,
                  new Explanation("words", List.of(new WeightedToken(8, " b", 0.75)), "refused"),
                  List.of(WINDOW),
                  List.of(
                      new TestWindow(WINDOW, true, 4, "", -1),
                      new TestWindow(WINDOW, false, -1, "same-token", 0)),
                  List.of(
                      new Judgement("fuzzing", "openai", true, 1, 0.25, true, "", List.of(1)),
                      new Judgement(
                          "detection", "lexical", false, 0, 0, false, "timeout", List.of())),
                  List.of(
                      new IntruderTrial("openai", List.of(0, 1), 1, 1, ""),
                      new IntruderTrial("openai", List.of(1, 0), 1, 0, "not-parsed")),
                  List.of(new Simulation("openai", true, -0.5, 64, Map.of("timeout", 2L))),
                  60,
                  100,
                  2.5,
                  new TokenProfile(1.5, 0.25, 12, -0.125))),
          "openai",
          List.of("openai", "lexical"),
          "some/model",
          List.of(new PromptText("fuzzing.v1", "text")),
          new LanguageModelUsage(10, 2_000, 300, Map.of("timeout", 1L), 0.5));

  @Test
  void metricsSurviveTheWire() {
    for (MadeUpCells cells :
        List.of(
            new MadeUpCells(Studies.spec("tiny", "trained, control")),
            new MadeUpCells(Studies.judged("trained, control").spec()))) {
      FakeArtifacts artifacts = new FakeArtifacts();
      cells.putInto(artifacts);
      assertThat(artifacts.metrics).hasSize(8);
      for (CellMetrics metrics : artifacts.metrics.values()) {
        assertThat(MetricMessages.toDomain(MetricMessages.toWire(metrics))).isEqualTo(metrics);
      }
    }
  }

  @Test
  void latentsSurviveTheWire() {
    assertThat(LatentMessages.toDomain(LatentMessages.toWire(EVERYTHING)))
        .usingRecursiveComparison()
        .isEqualTo(EVERYTHING);
  }

  private static void refuses(
      Consumer<io.nullscope.v1.ScoredLatent.Builder> damage, String... message) {
    io.nullscope.v1.ScoredLatents.Builder latents = LatentMessages.toWire(EVERYTHING).toBuilder();
    damage.accept(latents.getLatentsBuilder(0));
    assertThatThrownBy(() -> LatentMessages.toDomain(latents.build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(message);
  }

  @Test
  void indicesThatPointNowhereAreRefused() {
    refuses(
        latent -> latent.getJudgementsBuilder(0).setTestWindow(2),
        "test window of a fuzzing judgement has index 2",
        "only 2 test windows of latent 9");
    // An unsigned number beyond Java's.
    refuses(latent -> latent.getJudgementsBuilder(0).setTestWindow(-1), "4294967295");
    refuses(
        latent -> latent.getJudgementsBuilder(0).setHighlighted(0, 2),
        "highlight has index 2",
        "only 2 tokens");
    refuses(
        latent -> latent.getIntruderTrialsBuilder(0).setTestWindows(0, 5),
        "test window of an intruder trial has index 5");
    refuses(latent -> latent.getIntruderTrialsBuilder(0).setIntruder(2), "intruder has index 2");
    refuses(latent -> latent.getIntruderTrialsBuilder(0).setChosen(2), "chosen window has index 2");
  }

  @Test
  void whatAFailedJudgeChoseIsNotLookedAt() {
    io.nullscope.v1.ScoredLatents.Builder latents = LatentMessages.toWire(EVERYTHING).toBuilder();
    latents.getLatentsBuilder(0).getIntruderTrialsBuilder(1).setChosen(99);
    latents.getLatentsBuilder(0).getJudgementsBuilder(1).setScore(Double.NaN);
    assertThat(LatentMessages.toDomain(latents.build()).latents()).hasSize(1);
  }

  @Test
  void contradictionsAreRefused() {
    refuses(latent -> latent.getJudgementsBuilder(0).setScore(Double.NaN), "NaN", "failure");
    refuses(latent -> latent.getSimulationsBuilder(0).setCorrelation(1.5), "correlation", "1.5");
    refuses(latent -> latent.getTestWindowsBuilder(0).setNegatives("random"), "positive");
    refuses(latent -> latent.getTestWindowsBuilder(1).setNegatives(""), "how it was chosen");
    refuses(latent -> latent.getTestWindowsBuilder(1).setNegatives("odd"), "'odd'", "nearest");
    refuses(latent -> latent.getTestWindowsBuilder(0).getWindowBuilder().addTokenIds(1), "token");
  }
}
