package io.nullscope.metrics.application;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one process at a time work on the end of a study. A claim stands in the read model and is
 * renewed while the work lasts, so a process that dies holds it no longer than the lease.
 */
public final class EndClaims implements AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(EndClaims.class);

  /** Renewals that may fail before a claim is lost. */
  private static final int RENEWALS = 4;

  private final ReadModel readModel;
  private final String owner;
  private final Duration lease;
  private final ScheduledExecutorService clock;

  /**
   * Claims of one process.
   *
   * @param owner name of the process; a successor of the same name takes its claims over at once
   * @param lease how long a claim is good for after it was last renewed; the database keeps seconds
   */
  public EndClaims(ReadModel readModel, String owner, Duration lease) {
    this.readModel = readModel;
    this.owner = owner;
    this.lease = lease;
    this.clock =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "claims");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** A claim, as who works under it sees it. */
  @FunctionalInterface
  public interface Claim {

    /**
     * Asked now and then by long work, by any thread.
     *
     * @throws StillWanted.NotWantedException when another process has taken the study over
     */
    void check();
  }

  /**
   * Does work on the end of a study, unless another process is at it.
   *
   * @return false when another is
   */
  public boolean hold(String studyId, Consumer<Claim> work) {
    if (!claim(studyId)) {
      return false;
    }
    AtomicBoolean lost = new AtomicBoolean();
    long period = Math.max(1, lease.toMillis() / RENEWALS);
    var renewals =
        clock.scheduleWithFixedDelay(
            () -> renew(studyId, lost), period, period, TimeUnit.MILLISECONDS);
    try {
      work.accept(
          () -> {
            if (lost.get()) {
              throw new StillWanted.NotWantedException();
            }
          });
    } finally {
      renewals.cancel(false);
      release(studyId);
    }
    return true;
  }

  private boolean claim(String studyId) {
    return readModel.transaction(tables -> tables.studies().claim(studyId, owner, lease));
  }

  /** While the database is away nobody else gets the claim either. */
  private void renew(String studyId, AtomicBoolean lost) {
    try {
      if (!lost.get() && !claim(studyId)) {
        LOGGER.warn("Another process has taken over the end of study {}", studyId);
        lost.set(true);
      }
    } catch (RuntimeException away) {
      LOGGER.warn("The claim to study {} was not renewed: {}", studyId, away.getMessage());
    }
  }

  /** What cannot be given back ends by itself. */
  private void release(String studyId) {
    try {
      readModel.transaction(
          tables -> {
            tables.studies().release(studyId, owner);
            return null;
          });
    } catch (RuntimeException away) {
      LOGGER.warn("The claim to study {} was not given back: {}", studyId, away.getMessage());
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
