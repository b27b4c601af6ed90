package io.nullscope.autointerp.adapter.store;

import io.nullscope.autointerp.application.ScoredLatentsFormat;
import io.nullscope.autointerp.domain.IntruderReply;
import io.nullscope.autointerp.domain.IntruderTrial;
import io.nullscope.autointerp.domain.JudgeReply;
import io.nullscope.autointerp.domain.Judgement;
import io.nullscope.autointerp.domain.LanguageModelReport;
import io.nullscope.autointerp.domain.LanguageModelUsage;
import io.nullscope.autointerp.domain.NegativeKind;
import io.nullscope.autointerp.domain.ScoredLatent;
import io.nullscope.autointerp.domain.ScoredLatents;
import io.nullscope.autointerp.domain.Scorer;
import io.nullscope.autointerp.domain.Simulation;
import io.nullscope.autointerp.domain.TestWindow;
import io.nullscope.autointerp.domain.TokenTexts;
import io.nullscope.autointerp.domain.Window;
import java.util.List;
import java.util.TreeMap;

/** Scored latents as the message of scores.proto. */
public final class ProtoScoredLatents implements ScoredLatentsFormat {

  @Override
  public byte[] bytes(ScoredLatents latents, LanguageModelReport report, TokenTexts texts) {
    io.nullscope.v1.ScoredLatents.Builder message =
        io.nullscope.v1.ScoredLatents.newBuilder()
            .setLatentsTotal(latents.latentsTotal())
            .setLatentsAlive(latents.latentsAlive())
            .setLatentsEligible(latents.latentsEligible())
            .setTokens(latents.tokens())
            .setExplainer(latents.explainer())
            .addAllJudges(latents.judges())
            .setLanguageModel(report.model())
            .setUsage(usage(report.usage()));
    report
        .prompts()
        .forEach(prompt -> message.addPromptsBuilder().setId(prompt.id()).setText(prompt.text()));
    latents.latents().forEach(latent -> message.addLatents(latent(latent, texts)));
    return message.build().toByteArray();
  }

  private static io.nullscope.v1.LanguageModelUsage usage(LanguageModelUsage usage) {
    io.nullscope.v1.LanguageModelUsage.Builder message =
        io.nullscope.v1.LanguageModelUsage.newBuilder()
            .setRequests(usage.requests())
            .setInputTokens(usage.inputTokens())
            .setOutputTokens(usage.outputTokens())
            .setCost(usage.cost());
    // In order, because the bytes of a map are in the order of insertion.
    new TreeMap<>(usage.failures())
        .forEach((reason, count) -> message.putFailures(reason.id(), count));
    return message.build();
  }

  private static io.nullscope.v1.ScoredLatent latent(ScoredLatent latent, TokenTexts texts) {
    io.nullscope.v1.ScoredLatent.Builder message =
        io.nullscope.v1.ScoredLatent.newBuilder()
            .setIndex(latent.index())
            .setActiveWindows(latent.activeWindows())
            .setActiveTokens(latent.activeTokens())
            .setMaxActivation(latent.maxActivation());
    message
        .getTokensBuilder()
        .setEntropy(latent.tokens().entropy())
        .setTopMass(latent.tokens().topMass())
        .setDistinctTokens(latent.tokens().distinctTokens())
        .setDeterminedShare(latent.tokens().determinedShare());
    message.getExplanationBuilder().setText(latent.explanation().text());
    latent
        .explanation()
        .failure()
        .ifPresent(reason -> message.getExplanationBuilder().setFailure(reason.id()));
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
    latent.testWindows().forEach(test -> message.addTestWindows(testWindow(test, texts)));
    latent
        .judgements()
        .forEach(judgement -> message.addJudgements(judgement(judgement, latent.testWindows())));
    latent.intruderTrials().forEach(trial -> message.addIntruderTrials(trial(trial)));
    latent.simulations().forEach(simulation -> message.addSimulations(simulation(simulation)));
    return message.build();
  }

  private static io.nullscope.v1.TestWindow testWindow(TestWindow test, TokenTexts texts) {
    return io.nullscope.v1.TestWindow.newBuilder()
        .setWindow(window(test.window(), texts))
        .setPositive(test.positive())
        .setDecile(test.decile())
        .setNegatives(test.negatives().map(NegativeKind::id).orElse(""))
        .setMatchedPositive(test.matched())
        .build();
  }

  private static io.nullscope.v1.Judgement judgement(Judgement judgement, List<TestWindow> tests) {
    io.nullscope.v1.Judgement.Builder message =
        io.nullscope.v1.Judgement.newBuilder()
            .setScorer(judgement.scorer().id())
            .setJudge(judgement.judge())
            .setShuffled(judgement.shuffled())
            .setTestWindow(judgement.testWindow());
    if (judgement.scorer() == Scorer.FUZZING) {
      message.addAllHighlighted(tests.get(judgement.testWindow()).highlighted());
    }
    if (judgement.reply() instanceof JudgeReply.Scored scored) {
      message.setScore(scored.score()).setPredicted(scored.predicted());
    } else if (judgement.reply() instanceof JudgeReply.Failed failed) {
      message.setFailure(failed.reason().id());
    }
    return message.build();
  }

  private static io.nullscope.v1.IntruderTrial trial(IntruderTrial trial) {
    io.nullscope.v1.IntruderTrial.Builder message =
        io.nullscope.v1.IntruderTrial.newBuilder()
            .setJudge(trial.judge())
            .addAllTestWindows(trial.testWindows())
            .setIntruder(trial.intruder());
    if (trial.reply() instanceof IntruderReply.Chosen chosen) {
      message.setChosen(chosen.position());
    } else if (trial.reply() instanceof IntruderReply.Failed failed) {
      message.setFailure(failed.reason().id());
    }
    return message.build();
  }

  private static io.nullscope.v1.Simulation simulation(Simulation simulation) {
    io.nullscope.v1.Simulation.Builder message =
        io.nullscope.v1.Simulation.newBuilder()
            .setJudge(simulation.judge())
            .setShuffled(simulation.shuffled())
            .setCorrelation(simulation.correlation())
            .setTokens(simulation.tokens());
    simulation.failures().forEach((reason, count) -> message.putFailures(reason.id(), count));
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
