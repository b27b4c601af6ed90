package io.nullscope.autointerp.domain;

/**
 * One test case with the judge's reply.
 *
 * @param scorer how the case was posed
 * @param testCase the window and the true answer
 * @param reply what the judge made of it
 */
public record Judgement(Scorer scorer, TestCase testCase, JudgeReply reply) {}
