package io.nullscope.autointerp.adapter.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.nullscope.autointerp.domain.Explanation;
import io.nullscope.autointerp.domain.FailureReason;
import io.nullscope.autointerp.domain.IntruderReply;
import io.nullscope.autointerp.domain.IntruderTrial;
import io.nullscope.autointerp.domain.JudgeReply;
import io.nullscope.autointerp.domain.Judgement;
import io.nullscope.autointerp.domain.LanguageModelReport;
import io.nullscope.autointerp.domain.LanguageModelUsage;
import io.nullscope.autointerp.domain.NegativeKind;
import io.nullscope.autointerp.domain.PromptText;
import io.nullscope.autointerp.domain.ScoredLatent;
import io.nullscope.autointerp.domain.ScoredLatents;
import io.nullscope.autointerp.domain.Scorer;
import io.nullscope.autointerp.domain.Simulation;
import io.nullscope.autointerp.domain.TestWindow;
import io.nullscope.autointerp.domain.TokenProfile;
import io.nullscope.autointerp.domain.WeightedToken;
import io.nullscope.autointerp.domain.Window;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProtoScoredLatentsTest {

  private static final Window ACTIVE =
      new Window(new int[] {4, 5, 4}, new float[] {0, 1.5f, 0.25f}, 12, 96);
  private static final Window SILENT = new Window(new int[] {6, 6, 7}, new float[3], 13, 128);

  private static final ScoredLatents LATENTS =
      new ScoredLatents(
          2048,
          1500,
          900,
          160_000,
          List.of(
              new ScoredLatent(
                  17,
                  new Explanation(
                      "fires on five",
                      List.of(
                          new WeightedToken(5, " five", 0.75), new WeightedToken(4, "4", 0.25))),
                  List.of(ACTIVE),
                  List.of(
                      new TestWindow(
                          ACTIVE, 3, Optional.empty(), TestWindow.NO_MATCH, List.of(1, 2)),
                      TestWindow.negative(SILENT, NegativeKind.SAME_TOKEN, 0, List.of(0))),
                  List.of(
                      new Judgement(
                          Scorer.FUZZING, "openai", false, 0, new JudgeReply.Scored(-0.5, true)),
                      new Judgement(
                          Scorer.DETECTION,
                          "lexical",
                          true,
                          1,
                          new JudgeReply.Scored(0.125, false)),
                      new Judgement(
                          Scorer.DETECTION,
                          "openai",
                          false,
                          0,
                          new JudgeReply.Failed(FailureReason.TIMEOUT))),
                  List.of(
                      new IntruderTrial("openai", List.of(0, 1), 1, new IntruderReply.Chosen(1)),
                      new IntruderTrial(
                          "lexical",
                          List.of(1, 0),
                          0,
                          new IntruderReply.Failed(FailureReason.REFUSED))),
                  List.of(
                      new Simulation(
                          "openai", true, 0.25, 64, Map.of(FailureReason.WRONG_COUNT, 3))),
                  61,
                  240,
                  1.5,
                  new TokenProfile(1.25, 0.5, 7, -0.25)),
              new ScoredLatent(
                  2047,
                  Explanation.failed(FailureReason.NOT_PARSED),
                  List.of(),
                  List.of(),
                  List.of(),
                  List.of(),
                  List.of(),
                  60,
                  60,
                  0.1,
                  new TokenProfile(Double.NaN, 1, 1, Double.NaN))),
          "openai",
          List.of("openai", "lexical"));

  private static final LanguageModelReport REPORT =
      new LanguageModelReport(
          "a model",
          List.of(new PromptText("fuzzing.v1", "mark")),
          new LanguageModelUsage(
              12, 3400, 56, Map.of(FailureReason.TIMEOUT, 2L, FailureReason.NO_ANSWER, 1L), 0.5));

  private static byte[] bytes() {
    return new ProtoScoredLatents().bytes(LATENTS, REPORT, id -> "<" + id + ">");
  }

  private static io.nullscope.v1.ScoredLatents message() {
    try {
      return io.nullscope.v1.ScoredLatents.parseFrom(bytes());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theCountsAreThere() {
    assertThat(message().getLatentsTotal()).isEqualTo(2048);
    assertThat(message().getLatentsAlive()).isEqualTo(1500);
    assertThat(message().getLatentsEligible()).isEqualTo(900);
    assertThat(message().getTokens()).isEqualTo(160_000);
    assertThat(message().getExplainer()).isEqualTo("openai");
    assertThat(message().getJudgesList()).containsExactly("openai", "lexical");
    assertThat(message().getLatentsList())
        .extracting(io.nullscope.v1.ScoredLatent::getIndex)
        .containsExactly(17, 2047);
  }

  @Test
  void aLatentHasItsExplanationAndItsFirings() {
    io.nullscope.v1.ScoredLatent latent = message().getLatents(0);

    assertThat(latent.getActiveWindows()).isEqualTo(61);
    assertThat(latent.getActiveTokens()).isEqualTo(240);
    assertThat(latent.getMaxActivation()).isEqualTo(1.5);
    assertThat(latent.getTokens())
        .isEqualTo(
            io.nullscope.v1.TokenProfile.newBuilder()
                .setEntropy(1.25)
                .setTopMass(0.5)
                .setDistinctTokens(7)
                .setDeterminedShare(-0.25)
                .build());
    assertThat(message().getLatents(1).getTokens().getEntropy()).isNaN();
    assertThat(latent.getExplanation().getText()).isEqualTo("fires on five");
    assertThat(latent.getExplanation().getTokensList())
        .containsExactly(weighted(5, " five", 0.75), weighted(4, "4", 0.25));
    assertThat(latent.getExplanationWindowsList()).containsExactly(active());
  }

  @Test
  void anExplainerThatFailedSaysWhy() {
    assertThat(message().getLatents(0).getExplanation().getFailure()).isEmpty();
    assertThat(message().getLatents(1).getExplanation())
        .isEqualTo(io.nullscope.v1.Explanation.newBuilder().setFailure("not-parsed").build());
  }

  @Test
  void testWindowsSayWhatTheyAre() {
    assertThat(message().getLatents(0).getTestWindowsList())
        .containsExactly(
            io.nullscope.v1.TestWindow.newBuilder()
                .setWindow(active())
                .setPositive(true)
                .setDecile(3)
                .setMatchedPositive(-1)
                .build(),
            io.nullscope.v1.TestWindow.newBuilder()
                .setWindow(
                    io.nullscope.v1.Window.newBuilder()
                        .addAllTokenIds(List.of(6, 6, 7))
                        .addAllTokenTexts(List.of("<6>", "<6>", "<7>"))
                        .addAllActivations(List.of(0f, 0f, 0f))
                        .setDocument(13))
                .setDecile(-1)
                .setNegatives("same-token")
                .build());
  }

  @Test
  void everyKindOfJudgementIsKept() {
    assertThat(message().getLatents(0).getJudgementsList())
        .containsExactly(
            io.nullscope.v1.Judgement.newBuilder()
                .setScorer("fuzzing")
                .setJudge("openai")
                .setScore(-0.5)
                .setPredicted(true)
                .addHighlighted(1)
                .addHighlighted(2)
                .build(),
            io.nullscope.v1.Judgement.newBuilder()
                .setScorer("detection")
                .setJudge("lexical")
                .setShuffled(true)
                .setTestWindow(1)
                .setScore(0.125)
                .build(),
            io.nullscope.v1.Judgement.newBuilder()
                .setScorer("detection")
                .setJudge("openai")
                .setFailure("timeout")
                .build());
  }

  @Test
  void intrudersAndSimulationsAreKept() {
    assertThat(message().getLatents(0).getIntruderTrialsList())
        .containsExactly(
            io.nullscope.v1.IntruderTrial.newBuilder()
                .setJudge("openai")
                .addAllTestWindows(List.of(0, 1))
                .setIntruder(1)
                .setChosen(1)
                .build(),
            io.nullscope.v1.IntruderTrial.newBuilder()
                .setJudge("lexical")
                .addAllTestWindows(List.of(1, 0))
                .setFailure("refused")
                .build());
    assertThat(message().getLatents(0).getSimulationsList())
        .containsExactly(
            io.nullscope.v1.Simulation.newBuilder()
                .setJudge("openai")
                .setShuffled(true)
                .setCorrelation(0.25)
                .setTokens(64)
                .putFailures("wrong-count", 3)
                .build());
  }

  @Test
  void theLanguageModelAndItsUsageAreThere() {
    assertThat(message().getLanguageModel()).isEqualTo("a model");
    assertThat(message().getPromptsList())
        .containsExactly(
            io.nullscope.v1.PromptText.newBuilder().setId("fuzzing.v1").setText("mark").build());
    assertThat(message().getUsage())
        .isEqualTo(
            io.nullscope.v1.LanguageModelUsage.newBuilder()
                .setRequests(12)
                .setInputTokens(3400)
                .setOutputTokens(56)
                .setCost(0.5)
                .putFailures("timeout", 2)
                .putFailures("no-answer", 1)
                .build());
  }

  @Test
  void equalResultsHaveEqualBytes() {
    assertThat(bytes()).isEqualTo(bytes());
  }

  private static io.nullscope.v1.Window active() {
    return io.nullscope.v1.Window.newBuilder()
        .addAllTokenIds(List.of(4, 5, 4))
        .addAllTokenTexts(List.of("<4>", "<5>", "<4>"))
        .addAllActivations(List.of(0f, 1.5f, 0.25f))
        .setDocument(12)
        .build();
  }

  private static io.nullscope.v1.WeightedToken weighted(int id, String text, double weight) {
    return io.nullscope.v1.WeightedToken.newBuilder()
        .setTokenId(id)
        .setText(text)
        .setWeight(weight)
        .build();
  }
}
