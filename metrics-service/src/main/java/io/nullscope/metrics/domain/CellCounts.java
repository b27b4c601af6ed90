package io.nullscope.metrics.domain;

/**
 * How many latents of an SAE survived to each stage, and how often the judge gave no usable answer.
 *
 * @param latentsAlive fired at least once
 * @param latentsEligible had enough active windows to be explained and tested
 * @param latentsScored sampled and judged
 * @param judgeFailures judgements dropped from the scores because the judge failed
 */
public record CellCounts(
    long latentsAlive, long latentsEligible, long latentsScored, long judgeFailures) {

  public static final CellCounts NONE = new CellCounts(0, 0, 0, 0);
}
