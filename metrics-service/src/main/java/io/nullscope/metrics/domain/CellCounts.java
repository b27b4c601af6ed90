package io.nullscope.metrics.domain;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many latents of an SAE survived to each stage, how often a judge gave no usable answer, and
 * what was asked of the language model.
 *
 * @param latentsAlive fired at least once
 * @param latentsEligible had enough active windows to be explained and tested
 * @param latentsScored sampled and judged
 * @param judgeFailuresByReason judgements, intruder trials and simulated windows without a usable
 *     answer, over all judges and explanations
 */
public record CellCounts(
    long latentsAlive,
    long latentsEligible,
    long latentsScored,
    Map<String, Long> judgeFailuresByReason,
    LanguageModelUsage usage) {

  public static final CellCounts NONE = new CellCounts(0, 0, 0, Map.of(), LanguageModelUsage.NONE);

  public CellCounts {
    judgeFailuresByReason = Collections.unmodifiableMap(new TreeMap<>(judgeFailuresByReason));
  }

  /** The survivors among these latents, with every failure counted. */
  static CellCounts of(ScoredLatents scored) {
    Map<String, Long> failures = new TreeMap<>();
    for (ScoredLatent latent : scored.latents()) {
      latent.judgements().stream()
          .filter(Judgement::failed)
          .forEach(judgement -> failures.merge(judgement.failure(), 1L, Long::sum));
      latent.intruderTrials().stream()
          .filter(IntruderTrial::failed)
          .forEach(trial -> failures.merge(trial.failure(), 1L, Long::sum));
      for (Simulation simulation : latent.simulations()) {
        simulation.failures().forEach((reason, n) -> failures.merge(reason, n, Long::sum));
      }
    }
    return new CellCounts(
        scored.alive(), scored.eligible(), scored.latents().size(), failures, scored.usage());
  }

  /** All of {@link #judgeFailuresByReason}. */
  public long judgeFailures() {
    return judgeFailuresByReason.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The counts of two SAEs together. */
  public CellCounts plus(CellCounts other) {
    return new CellCounts(
        latentsAlive + other.latentsAlive,
        latentsEligible + other.latentsEligible,
        latentsScored + other.latentsScored,
        Counts.sum(judgeFailuresByReason, other.judgeFailuresByReason),
        usage.plus(other.usage));
  }
}
