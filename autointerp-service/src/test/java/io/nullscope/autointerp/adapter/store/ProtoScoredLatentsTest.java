package io.nullscope.autointerp.adapter.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.nullscope.autointerp.domain.Explanation;
import io.nullscope.autointerp.domain.JudgeReply;
import io.nullscope.autointerp.domain.Judgement;
import io.nullscope.autointerp.domain.ScoredLatent;
import io.nullscope.autointerp.domain.ScoredLatents;
import io.nullscope.autointerp.domain.Scorer;
import io.nullscope.autointerp.domain.SplitRule;
import io.nullscope.autointerp.domain.TestCase;
import io.nullscope.autointerp.domain.WeightedToken;
import io.nullscope.autointerp.domain.Window;
import java.util.List;
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
                      new Judgement(
                          Scorer.FUZZING,
                          new TestCase(true, 3, ACTIVE, List.of(1, 2)),
                          new JudgeReply.Scored(-0.5, true)),
                      new Judgement(
                          Scorer.DETECTION,
                          new TestCase(false, SplitRule.NO_DECILE, SILENT, List.of()),
                          new JudgeReply.Scored(0.125, false)),
                      new Judgement(
                          Scorer.DETECTION,
                          new TestCase(true, 0, ACTIVE, List.of()),
                          new JudgeReply.Failed("timeout"))),
                  61,
                  240,
                  1.5),
              new ScoredLatent(
                  2047, new Explanation("", List.of()), List.of(), List.of(), 60, 60, 0.1)),
          "lexical");

  private static byte[] bytes() {
    return new ProtoScoredLatents().bytes(LATENTS, id -> "<" + id + ">");
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
    assertThat(message().getExplainer()).isEqualTo("lexical");
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
    assertThat(latent.getExplanation().getText()).isEqualTo("fires on five");
    assertThat(latent.getExplanation().getTokensList())
        .containsExactly(weighted(5, " five", 0.75), weighted(4, "4", 0.25));
    assertThat(latent.getExplanationWindowsList()).containsExactly(active());
  }

  @Test
  void everyKindOfJudgementIsKept() {
    io.nullscope.v1.ScoredLatent latent = message().getLatents(0);

    assertThat(latent.getJudgementsList())
        .containsExactly(
            io.nullscope.v1.Judgement.newBuilder()
                .setScorer("fuzzing")
                .setPositive(true)
                .setDecile(3)
                .setScore(-0.5)
                .setPredicted(true)
                .setWindow(active())
                .addHighlighted(1)
                .addHighlighted(2)
                .build(),
            io.nullscope.v1.Judgement.newBuilder()
                .setScorer("detection")
                .setDecile(-1)
                .setScore(0.125)
                .setWindow(
                    io.nullscope.v1.Window.newBuilder()
                        .addAllTokenIds(List.of(6, 6, 7))
                        .addAllTokenTexts(List.of("<6>", "<6>", "<7>"))
                        .addAllActivations(List.of(0f, 0f, 0f))
                        .setDocument(13))
                .build(),
            io.nullscope.v1.Judgement.newBuilder()
                .setScorer("detection")
                .setPositive(true)
                .setFailed(true)
                .setWindow(active())
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
