package io.nullscope.cli.progress;

import io.nullscope.v1.StepProgress;
import io.nullscope.v1.StepStatus;
import io.nullscope.v1.StudyStatus;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How far the long steps are, and how long they will still take: from what was done between the
 * first word that was heard of a step and the last one. Says no time as long as there is one word
 * only.
 */
final class StepPaces {
  private record Word(StepProgress progress, Duration at) {}

  private final Map<String, Word> first = new LinkedHashMap<>();
  private final Map<String, Word> last = new LinkedHashMap<>();

  /** Takes note of a status. */
  void update(StudyStatus status, Duration now) {
    for (StepStatus step : status.getStepsList()) {
      if (!step.hasProgress()) {
        first.remove(step.getStepId());
        last.remove(step.getStepId());
      } else if (isNews(step)) {
        Word word = new Word(step.getProgress(), now);
        Word before = last.put(step.getStepId(), word);
        // What counts something else, or less than before, is a new part or a new start of the
        // step.
        if (before == null
            || !before.progress().getUnit().equals(step.getProgress().getUnit())
            || before.progress().getDone() > step.getProgress().getDone()) {
          first.put(step.getStepId(), word);
        }
      }
    }
  }

  private boolean isNews(StepStatus step) {
    Word known = last.get(step.getStepId());
    return known == null || !known.progress().equals(step.getProgress());
  }

  /** Whether something was heard of a step. */
  boolean knows(String stepId) {
    return last.containsKey(stepId);
  }

  /** {@code 3,200 of 9,000 training steps, about 4 min left}; empty when nothing is known. */
  Optional<String> of(String stepId) {
    Word word = last.get(stepId);
    if (word == null) {
      return Optional.empty();
    }
    StepProgress progress = word.progress();
    String count =
        String.format(
            Locale.ROOT,
            "%,d of %,d %s",
            progress.getDone(),
            progress.getTotal(),
            progress.getUnit());
    return Optional.of(
        remaining(first.get(stepId), word)
            .map(left -> count + ", about " + Elapsed.rough(left) + " left")
            .orElse(count));
  }

  private static Optional<Duration> remaining(Word first, Word last) {
    long done = last.progress().getDone() - first.progress().getDone();
    long left = last.progress().getTotal() - last.progress().getDone();
    double seconds = last.at().minus(first.at()).toMillis() / 1000.0;
    return done <= 0 || seconds <= 0 || left < 0
        ? Optional.empty()
        : Optional.of(Duration.ofMillis((long) (1000 * seconds / done * left)));
  }
}
