package io.nullscope.metrics.adapter.report;

import io.nullscope.metrics.domain.Conclusion;
import io.nullscope.metrics.domain.MetricId;
import io.nullscope.metrics.domain.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What stands below a table of verdicts, in words: all that would look like a mistake in it. */
final class VerdictNotes {

  private VerdictNotes() {}

  /** The notes on these verdicts. */
  static List<String> of(Collection<Verdict> verdicts) {
    List<String> notes = new ArrayList<>();
    if (verdicts.stream().anyMatch(v -> v.conclusion() == Conclusion.UNREPLICATED)) {
      notes.add(
          "Unreplicated: with one draw of a null, or fewer than three SAE seeds of a fixed one, nothing can be said of others."
              + " Intervals there are over the documents or latents of these SAEs only. More variantSeeds, or sae.seeds, change that.");
    }
    Map<String, Set<String>> reasons = new LinkedHashMap<>();
    verdicts.stream()
        .filter(verdict -> !verdict.reason().isEmpty())
        .forEach(
            verdict ->
                reasons
                    .computeIfAbsent(verdict.reason(), reason -> new LinkedHashSet<>())
                    .add(label(verdict)));
    reasons.forEach(
        (reason, metrics) -> notes.add(String.join("; ", metrics) + ": " + reason + "."));
    return notes;
  }

  private static String label(Verdict verdict) {
    return MetricId.find(verdict.metric())
        .map(metric -> metric.definition().label())
        .orElse(verdict.metric());
  }
}
