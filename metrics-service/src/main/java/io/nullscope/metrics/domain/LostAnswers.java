package io.nullscope.metrics.domain;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Requests to language models that got no answer of use, over the cells of a study. The scores are
 * those of the rest: whoever reads them has to know.
 *
 * @param requests all requests
 * @param reasons those without an answer, by reason
 */
public record LostAnswers(long requests, Map<String, Long> reasons) {

  /** What was lost in some cells. */
  public static LostAnswers of(List<LanguageModelUsage> usages) {
    LanguageModelUsage all =
        usages.stream().reduce(LanguageModelUsage.NONE, LanguageModelUsage::plus);
    return new LostAnswers(all.requests(), all.failures());
  }

  /** Whether any was. */
  public boolean any() {
    return count() > 0;
  }

  public long count() {
    return reasons.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Part of the requests, from 0 to 1. */
  public double share() {
    return requests == 0 ? 0 : (double) count() / requests;
  }

  /** Share and reasons in a sentence. */
  public String sentence() {
    return String.format(
        Locale.ROOT,
        "%,d of %,d requests to language models (%.1f %%) got no answer of use: %s. The scores are"
            + " those of the rest.",
        count(),
        requests,
        100 * share(),
        reasons.entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue()
                    .reversed()
                    .thenComparing(Map.Entry.comparingByKey()))
            .map(reason -> String.format(Locale.ROOT, "%,d %s", reason.getValue(), reason.getKey()))
            .collect(Collectors.joining(", ")));
  }
}
