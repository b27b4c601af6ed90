package io.nullscope.metrics.application;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How far the long steps are that run now, as far as their services have told. Kept in memory only:
 * after a restart it is known again within seconds, or the step has ended.
 */
public final class RunningSteps {
  private static final int MOST = 10_000;

  /**
   * A step of an attempt at a study.
   *
   * @param stepId as it came; it may be one of a newer version
   */
  public record Key(String studyId, int attempt, String stepId) {}

  /**
   * How far it is.
   *
   * @param total may be an estimate
   * @param unit what is counted
   */
  public record Progress(long done, long total, String unit) {}

  private final Map<Key, Progress> latest =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Progress> eldest) {
          return size() > MOST;
        }
      };

  /** The step is this far. */
  public synchronized void put(Key step, Progress progress) {
    latest.put(step, progress);
  }

  /** How far the step is; empty when nothing was heard of it. */
  public synchronized Optional<Progress> find(Key step) {
    return Optional.ofNullable(latest.get(step));
  }
}
