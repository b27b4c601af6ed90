package io.nullscope.metrics.domain;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was asked of a language model. Each request counts once, whether its reply came from a cache
 * or not.
 *
 * @param failures requests without a usable reply, by reason
 * @param cost by the prices in the study; 0 without prices
 */
public record LanguageModelUsage(
    long requests, long inputTokens, long outputTokens, Map<String, Long> failures, double cost) {

  public static final LanguageModelUsage NONE = new LanguageModelUsage(0, 0, 0, Map.of(), 0);

  public LanguageModelUsage {
    failures = Collections.unmodifiableMap(new TreeMap<>(failures));
  }

  public LanguageModelUsage plus(LanguageModelUsage other) {
    return new LanguageModelUsage(
        requests + other.requests,
        inputTokens + other.inputTokens,
        outputTokens + other.outputTokens,
        Counts.sum(failures, other.failures),
        cost + other.cost);
  }
}
