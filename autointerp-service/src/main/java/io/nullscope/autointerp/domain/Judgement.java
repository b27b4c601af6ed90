package io.nullscope.autointerp.domain;

/**
 * What a judge made of one test window.
 *
 * @param scorer how the window was shown
 * @param judge kind of the judge
 * @param shuffled whether the explanation was another latent's
 * @param testWindow index in the test windows of the latent
 * @param reply the judge's answer, or why there is none
 */
public record Judgement(
    Scorer scorer, String judge, boolean shuffled, int testWindow, JudgeReply reply) {}
