package io.nullscope.autointerp.application.languagemodel;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * One small request that is always the same, by which it is found out how a server wants to be
 * asked and whether it gives token log-probabilities.
 */
public final class Probe {

  private static final int MAX_OUTPUT_TOKENS = 16;

  private Probe() {}

  /** What is asked. */
  public static ChatRequest request(boolean logProbabilities) {
    return Prompt.load("log_probabilities.v1").list(Map.of(), MAX_OUTPUT_TOKENS, logProbabilities);
  }

  /**
   * Whether the probabilities of a reply are of use: its tokens are those of its text, and those
   * with a digit have another one beside them to be compared with.
   */
  public static boolean hasLogProbabilities(Completion reply) {
    String spoken =
        reply.tokens().stream().map(Completion.Token::text).collect(Collectors.joining());
    String text = reply.text().strip();
    return !text.isEmpty()
        && spoken.contains(text)
        && reply.tokens().stream()
            .filter(token -> token.text().chars().anyMatch(Character::isDigit))
            .noneMatch(token -> token.alternatives().size() < 2);
  }
}
