package io.nullscope.autointerp.domain;

import java.util.stream.Stream;

/** Which of those who were asked about the latents of one SAE gave an answer of use. */
public final class Answered {

  private Answered() {}

  /** Whether somebody of that kind was to explain and explained nothing. */
  public static boolean explainedNothing(ScoredLatents scored, String kind) {
    return scored.explainer().equals(kind)
        && !scored.latents().isEmpty()
        && scored.latents().stream().allMatch(latent -> latent.explanation().failure().isPresent());
  }

  /** Whether somebody of that kind was to judge and judged nothing. */
  public static boolean judgedNothing(ScoredLatents scored, String kind) {
    return scored.judges().contains(kind)
        && !scored.latents().isEmpty()
        && scored.latents().stream()
            .flatMap(latent -> replies(latent, kind))
            .noneMatch(used -> used);
  }

  /** For each reply of that kind whether it is of use. */
  private static Stream<Boolean> replies(ScoredLatent latent, String kind) {
    return Stream.of(
            latent.judgements().stream()
                .filter(judgement -> judgement.judge().equals(kind))
                .map(judgement -> judgement.reply() instanceof JudgeReply.Scored),
            latent.intruderTrials().stream()
                .filter(trial -> trial.judge().equals(kind))
                .map(trial -> trial.reply() instanceof IntruderReply.Chosen),
            latent.simulations().stream()
                .filter(simulation -> simulation.judge().equals(kind))
                .map(simulation -> simulation.tokens() > 0))
        .flatMap(replies -> replies);
  }
}
