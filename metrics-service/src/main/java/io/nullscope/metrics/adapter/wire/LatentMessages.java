package io.nullscope.metrics.adapter.wire;

import io.nullscope.metrics.domain.ContextWindow;
import io.nullscope.metrics.domain.Explanation;
import io.nullscope.metrics.domain.Judgement;
import io.nullscope.metrics.domain.ScoredLatent;
import io.nullscope.metrics.domain.ScoredLatents;
import io.nullscope.metrics.domain.WeightedToken;
import io.nullscope.v1.Window;
import java.util.List;

/** Scored latents. */
public final class LatentMessages {

  private LatentMessages() {}

  public static ScoredLatents toDomain(io.nullscope.v1.ScoredLatents message) {
    return new ScoredLatents(
        message.getLatentsTotal(),
        message.getLatentsAlive(),
        message.getLatentsEligible(),
        message.getTokens(),
        message.getLatentsList().stream().map(LatentMessages::toDomain).toList(),
        message.getExplainer());
  }

  private static ScoredLatent toDomain(io.nullscope.v1.ScoredLatent message) {
    return new ScoredLatent(
        message.getIndex(),
        toDomain(message.getExplanation()),
        message.getExplanationWindowsList().stream().map(LatentMessages::toDomain).toList(),
        message.getJudgementsList().stream().map(LatentMessages::toDomain).toList(),
        message.getActiveWindows(),
        message.getActiveTokens(),
        message.getMaxActivation());
  }

  private static Explanation toDomain(io.nullscope.v1.Explanation message) {
    return new Explanation(
        message.getText(),
        message.getTokensList().stream()
            .map(token -> new WeightedToken(token.getTokenId(), token.getText(), token.getWeight()))
            .toList());
  }

  private static Judgement toDomain(io.nullscope.v1.Judgement message) {
    return new Judgement(
        message.getScorer(),
        message.getPositive(),
        message.getDecile(),
        message.getScore(),
        message.getPredicted(),
        message.getFailed(),
        toDomain(message.getWindow()),
        List.copyOf(message.getHighlightedList()));
  }

  private static ContextWindow toDomain(Window message) {
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

  public static io.nullscope.v1.ScoredLatent toWire(ScoredLatent latent) {
    io.nullscope.v1.ScoredLatent.Builder message =
        io.nullscope.v1.ScoredLatent.newBuilder()
            .setIndex(latent.index())
            .setExplanation(toWire(latent.explanation()))
            .setActiveWindows(latent.activeWindows())
            .setActiveTokens(latent.activeTokens())
            .setMaxActivation(latent.maxActivation());
    latent.explanationWindows().forEach(w -> message.addExplanationWindows(toWire(w)));
    latent.judgements().forEach(judgement -> message.addJudgements(toWire(judgement)));
    return message.build();
  }

  private static io.nullscope.v1.Explanation toWire(Explanation explanation) {
    io.nullscope.v1.Explanation.Builder message =
        io.nullscope.v1.Explanation.newBuilder().setText(explanation.text());
    for (WeightedToken token : explanation.tokens()) {
      message
          .addTokensBuilder()
          .setTokenId(token.tokenId())
          .setText(token.text())
          .setWeight(token.weight());
    }
    return message.build();
  }

  private static io.nullscope.v1.Judgement toWire(Judgement judgement) {
    return io.nullscope.v1.Judgement.newBuilder()
        .setScorer(judgement.scorer())
        .setPositive(judgement.positive())
        .setDecile(judgement.decile())
        .setScore(judgement.score())
        .setPredicted(judgement.predicted())
        .setFailed(judgement.failed())
        .setWindow(toWire(judgement.window()))
        .addAllHighlighted(judgement.highlighted())
        .build();
  }

  private static Window toWire(ContextWindow window) {
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
