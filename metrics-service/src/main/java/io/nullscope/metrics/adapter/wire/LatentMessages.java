package io.nullscope.metrics.adapter.wire;

import io.nullscope.metrics.domain.ContextWindow;
import io.nullscope.metrics.domain.Explanation;
import io.nullscope.metrics.domain.PromptText;
import io.nullscope.metrics.domain.ScoredLatent;
import io.nullscope.metrics.domain.ScoredLatents;
import io.nullscope.metrics.domain.TokenProfile;
import io.nullscope.metrics.domain.WeightedToken;
import io.nullscope.v1.Window;

/** Scored latents. */
public final class LatentMessages {

  private LatentMessages() {}

  /**
   * Reads the latents of an SAE.
   *
   * @throws IllegalArgumentException when the message contradicts itself: lengths that differ, an
   *     index that points nowhere, a score that is no number
   */
  public static ScoredLatents toDomain(io.nullscope.v1.ScoredLatents message) {
    return new ScoredLatents(
        message.getLatentsTotal(),
        message.getLatentsAlive(),
        message.getLatentsEligible(),
        message.getTokens(),
        message.getLatentsList().stream().map(LatentMessages::toDomain).toList(),
        message.getExplainer(),
        message.getJudgesList(),
        message.getLanguageModel(),
        message.getPromptsList().stream()
            .map(prompt -> new PromptText(prompt.getId(), prompt.getText()))
            .toList(),
        UsageMessages.toDomain(message.getUsage()));
  }

  public static io.nullscope.v1.ScoredLatents toWire(ScoredLatents scored) {
    io.nullscope.v1.ScoredLatents.Builder message =
        io.nullscope.v1.ScoredLatents.newBuilder()
            .setLatentsTotal(Math.toIntExact(scored.total()))
            .setLatentsAlive(Math.toIntExact(scored.alive()))
            .setLatentsEligible(Math.toIntExact(scored.eligible()))
            .setTokens(scored.tokens())
            .setExplainer(scored.explainer())
            .addAllJudges(scored.judges())
            .setLanguageModel(scored.languageModel())
            .setUsage(UsageMessages.toWire(scored.usage()));
    scored.latents().forEach(latent -> message.addLatents(toWire(latent)));
    scored.prompts().forEach(p -> message.addPromptsBuilder().setId(p.id()).setText(p.text()));
    return message.build();
  }

  private static ScoredLatent toDomain(io.nullscope.v1.ScoredLatent message) {
    return new ScoredLatent(
        message.getIndex(),
        toDomain(message.getExplanation()),
        message.getExplanationWindowsList().stream().map(LatentMessages::toDomain).toList(),
        message.getTestWindowsList().stream().map(TestMessages::toDomain).toList(),
        message.getJudgementsList().stream().map(TestMessages::toDomain).toList(),
        message.getIntruderTrialsList().stream().map(TestMessages::toDomain).toList(),
        message.getSimulationsList().stream().map(TestMessages::toDomain).toList(),
        message.getActiveWindows(),
        message.getActiveTokens(),
        message.getMaxActivation(),
        message.hasTokens() ? toDomain(message.getTokens()) : TokenProfile.UNKNOWN);
  }

  public static io.nullscope.v1.ScoredLatent toWire(ScoredLatent latent) {
    io.nullscope.v1.ScoredLatent.Builder message =
        io.nullscope.v1.ScoredLatent.newBuilder()
            .setIndex(latent.index())
            .setExplanation(toWire(latent.explanation()))
            .setActiveWindows(latent.activeWindows())
            .setActiveTokens(latent.activeTokens())
            .setMaxActivation(latent.maxActivation())
            .setTokens(toWire(latent.tokens()));
    latent.explanationWindows().forEach(w -> message.addExplanationWindows(toWire(w)));
    latent.testWindows().forEach(w -> message.addTestWindows(TestMessages.toWire(w)));
    latent.judgements().forEach(j -> message.addJudgements(TestMessages.toWire(j)));
    latent.intruderTrials().forEach(t -> message.addIntruderTrials(TestMessages.toWire(t)));
    latent.simulations().forEach(s -> message.addSimulations(TestMessages.toWire(s)));
    return message.build();
  }

  private static TokenProfile toDomain(io.nullscope.v1.TokenProfile message) {
    return new TokenProfile(
        message.getEntropy(),
        message.getTopMass(),
        message.getDistinctTokens(),
        message.getDeterminedShare());
  }

  private static io.nullscope.v1.TokenProfile toWire(TokenProfile tokens) {
    return io.nullscope.v1.TokenProfile.newBuilder()
        .setEntropy(tokens.entropy())
        .setTopMass(tokens.topMass())
        .setDistinctTokens(Math.toIntExact(tokens.distinctTokens()))
        .setDeterminedShare(tokens.determinedShare())
        .build();
  }

  private static Explanation toDomain(io.nullscope.v1.Explanation message) {
    return new Explanation(
        message.getText(),
        message.getTokensList().stream()
            .map(token -> new WeightedToken(token.getTokenId(), token.getText(), token.getWeight()))
            .toList(),
        message.getFailure());
  }

  private static io.nullscope.v1.Explanation toWire(Explanation explanation) {
    io.nullscope.v1.Explanation.Builder message =
        io.nullscope.v1.Explanation.newBuilder()
            .setText(explanation.text())
            .setFailure(explanation.failure());
    for (WeightedToken token : explanation.tokens()) {
      message
          .addTokensBuilder()
          .setTokenId(token.tokenId())
          .setText(token.text())
          .setWeight(token.weight());
    }
    return message.build();
  }

  static ContextWindow toDomain(Window message) {
    float[] activations = new float[message.getActivationsCount()];
    for (int i = 0; i < activations.length; i++) {
      activations[i] = message.getActivations(i);
    }
    return new ContextWindow(
        message.getTokenIdsList().stream().mapToInt(Integer::intValue).toArray(),
        message.getTokenTextsList(),
        activations,
        message.getDocument());
  }

  static Window toWire(ContextWindow window) {
    Window.Builder message =
        Window.newBuilder().addAllTokenTexts(window.tokenTexts()).setDocument(window.document());
    for (int id : window.tokenIds()) {
      message.addTokenIds(id);
    }
    for (float activation : window.activations()) {
      message.addActivations(activation);
    }
    return message.build();
  }
}
