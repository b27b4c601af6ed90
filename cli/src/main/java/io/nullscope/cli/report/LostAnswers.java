package io.nullscope.cli.report;

import io.nullscope.v1.Cell;
import io.nullscope.v1.LanguageModelUsage;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What language models did not answer, in words; the scores are those of the rest. */
public final class LostAnswers {
  private LostAnswers() {}

  /** A sentence with share and reasons; empty when every request was answered. */
  public static String render(List<Cell> cells) {
    long requests = 0;
    Map<String, Long> reasons = new TreeMap<>();
    for (Cell cell : cells) {
      LanguageModelUsage usage = cell.getCounts().getUsage();
      requests += usage.getRequests();
      usage.getFailuresMap().forEach((reason, count) -> reasons.merge(reason, count, Long::sum));
    }
    long lost = reasons.values().stream().mapToLong(Long::longValue).sum();
    if (lost == 0) {
      return "";
    }
    return String.format(
        Locale.ROOT,
        "%,d of %,d requests to language models (%.1f %%) got no answer of use: %s.%nThe scores are"
            + " those of the rest. Run the study again: what may still be answered is asked again,"
            + " and nothing else.",
        lost,
        requests,
        100.0 * lost / requests,
        reasons.entrySet().stream()
            .map(reason -> String.format(Locale.ROOT, "%,d %s", reason.getValue(), reason.getKey()))
            .collect(Collectors.joining(", ")));
  }
}
