package io.nullscope.autointerp.domain;

import java.util.Map;
import java.util.TreeMap;

/**
 * What was asked of a language model, each distinct request once, whether its reply came from the
 * cache or from the server.
 *
 * @param requests distinct requests
 * @param inputTokens as the server counted them
 * @param outputTokens as the server counted them
 * @param failures requests without a usable reply, by reason
 * @param cost by the prices of the study; 0 without prices
 */
public record LanguageModelUsage(
    long requests,
    long inputTokens,
    long outputTokens,
    Map<FailureReason, Long> failures,
    double cost) {

  public static final LanguageModelUsage NONE = new LanguageModelUsage(0, 0, 0, Map.of(), 0);

  /** Copies the map. */
  public LanguageModelUsage {
    failures = Map.copyOf(failures);
  }

  /** Whether some requests failed that may be answered another time. */
  public boolean lacksAnswers() {
    return failures.keySet().stream().anyMatch(FailureReason::isPassing);
  }

  /** The usage of two models together. */
  public LanguageModelUsage plus(LanguageModelUsage other) {
    Map<FailureReason, Long> sum = new TreeMap<>(failures);
    other.failures.forEach((reason, count) -> sum.merge(reason, count, Long::sum));
    return new LanguageModelUsage(
        requests + other.requests,
        inputTokens + other.inputTokens,
        outputTokens + other.outputTokens,
        sum,
        cost + other.cost);
  }
}
