package io.nullscope.autointerp.adapter.store;

import io.nullscope.autointerp.application.ScoredLatentsFormat;
import io.nullscope.autointerp.domain.JudgeReply;
import io.nullscope.autointerp.domain.Judgement;
import io.nullscope.autointerp.domain.ScoredLatent;
import io.nullscope.autointerp.domain.ScoredLatents;
import io.nullscope.autointerp.domain.TokenTexts;
import io.nullscope.autointerp.domain.Window;

/** Scored latents as the message of scores.proto. */
public final class ProtoScoredLatents implements ScoredLatentsFormat {

  @Override
  public byte[] bytes(ScoredLatents latents, TokenTexts texts) {
    io.nullscope.v1.ScoredLatents.Builder message =
        io.nullscope.v1.ScoredLatents.newBuilder()
            .setLatentsTotal(latents.latentsTotal())
            .setLatentsAlive(latents.latentsAlive())
            .setLatentsEligible(latents.latentsEligible())
            .setTokens(latents.tokens())
            .setExplainer(latents.explainer());
    latents.latents().forEach(latent -> message.addLatents(latent(latent, texts)));
    return message.build().toByteArray();
  }

  private static io.nullscope.v1.ScoredLatent latent(ScoredLatent latent, TokenTexts texts) {
    io.nullscope.v1.ScoredLatent.Builder message =
        io.nullscope.v1.ScoredLatent.newBuilder()
            .setIndex(latent.index())
            .setActiveWindows(latent.activeWindows())
            .setActiveTokens(latent.activeTokens())
            .setMaxActivation(latent.maxActivation());
    message.getExplanationBuilder().setText(latent.explanation().text());
    latent
        .explanation()
        .tokens()
        .forEach(
            token ->
                message
                    .getExplanationBuilder()
                    .addTokensBuilder()
                    .setTokenId(token.tokenId())
                    .setText(token.text())
                    .setWeight(token.weight()));
    latent
        .explanationWindows()
        .forEach(window -> message.addExplanationWindows(window(window, texts)));
    latent.judgements().forEach(judgement -> message.addJudgements(judgement(judgement, texts)));
    return message.build();
  }

  private static io.nullscope.v1.Judgement judgement(Judgement judgement, TokenTexts texts) {
    io.nullscope.v1.Judgement.Builder message =
        io.nullscope.v1.Judgement.newBuilder()
            .setScorer(judgement.scorer().id())
            .setPositive(judgement.testCase().positive())
            .setDecile(judgement.testCase().decile())
            .setWindow(window(judgement.testCase().window(), texts))
            .addAllHighlighted(judgement.testCase().highlighted());
    if (judgement.reply() instanceof JudgeReply.Scored scored) {
      message.setScore(scored.score()).setPredicted(scored.predicted());
    } else {
      message.setFailed(true);
    }
    return message.build();
  }

  private static io.nullscope.v1.Window window(Window window, TokenTexts texts) {
    io.nullscope.v1.Window.Builder message =
        io.nullscope.v1.Window.newBuilder().setDocument(window.document());
    for (int i = 0; i < window.length(); i++) {
      message
          .addTokenIds(window.tokenId(i))
          .addTokenTexts(texts.text(window.tokenId(i)))
          .addActivations(window.activation(i));
    }
    return message.build();
  }
}
