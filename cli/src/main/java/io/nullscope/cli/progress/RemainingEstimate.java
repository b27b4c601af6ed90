package io.nullscope.cli.progress;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Time left, from what finished steps have taken. The services share the machine, so each moment is
 * split evenly between the kinds of step that could run in it; what a kind got in all, divided by
 * its finished steps, is what one of them costs. Says nothing as long as a kind that is still to
 * come has not finished a single step: any number would be invented. Steps whose results existed
 * already took no time and count for nothing.
 */
final class RemainingEstimate {
  private static final String DONE = "DONE";

  private final Map<String, Double> spent = new HashMap<>();
  private final Map<String, Double> spentAtLastEnd = new HashMap<>();
  private final Map<String, Integer> finished = new HashMap<>();
  private Set<String> seen;
  private Tally current;
  private Duration at;

  /** Takes note of a status. Times never go back. */
  void update(Tally tally, Duration now) {
    advance(now);
    boolean first = seen == null;
    if (first) {
      seen = new HashSet<>();
    }
    Map<String, Integer> news = new HashMap<>();
    tally
        .ended()
        .forEach(
            (id, state) -> {
              // What had ended before this watch began took an unknown time.
              if (seen.add(id) && !first && state.equals(DONE)) {
                news.merge(Tally.kind(id), 1, Integer::sum);
              }
            });
    news.forEach(
        (kind, count) -> {
          finished.merge(kind, count, Integer::sum);
          spentAtLastEnd.put(kind, spent.getOrDefault(kind, 0.0));
        });
    current = tally;
  }

  /** Time left at a moment; empty when it is not known. */
  Optional<Duration> at(Duration now) {
    if (current == null) {
      return Optional.empty();
    }
    advance(now);
    Map<String, Integer> pending = new HashMap<>();
    current.pending().forEach(id -> pending.merge(Tally.kind(id), 1, Integer::sum));
    double seconds = 0;
    for (Map.Entry<String, Integer> kind : pending.entrySet()) {
      int done = finished.getOrDefault(kind.getKey(), 0);
      if (done == 0) {
        return Optional.empty();
      }
      double atLastEnd = spentAtLastEnd.get(kind.getKey());
      double cost = atLastEnd / done;
      double underWay = spent.getOrDefault(kind.getKey(), 0.0) - atLastEnd;
      // A step that takes longer than its forerunners is about to end, but it has not ended.
      seconds += kind.getValue() * cost - Math.min(underWay, cost);
    }
    return Optional.of(Duration.ofMillis((long) (seconds * 1000)));
  }

  private void advance(Duration now) {
    if (current != null && at != null && now.compareTo(at) > 0) {
      List<String> kinds = current.ready().stream().map(Tally::kind).distinct().toList();
      double seconds = now.minus(at).toNanos() / 1e9;
      kinds.forEach(kind -> spent.merge(kind, seconds / kinds.size(), Double::sum));
    }
    if (at == null || now.compareTo(at) > 0) {
      at = now;
    }
  }
}
