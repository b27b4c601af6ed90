package io.nullscope.metrics.adapter.grpc;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.nullscope.metrics.application.RunningSteps;
import io.nullscope.metrics.application.StudyProgress;
import io.nullscope.metrics.application.StudyQueries;
import io.nullscope.v1.StudyStatus;
import io.nullscope.v1.WatchStudyResponse;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tells clients about each change of a study until it ends. Polls the read model, which works with
 * any number of replicas of this service and never misses the end; two threads serve all watches.
 */
final class StudyWatcher implements AutoCloseable {

  private static final int MOST_WATCHES = 500;
  private static final int THREADS = 2;

  private final StudyQueries queries;
  private final RunningSteps running;
  private final Duration period;
  private final ScheduledExecutorService scheduler;
  private final AtomicInteger watches = new AtomicInteger();

  StudyWatcher(StudyQueries queries, RunningSteps running, Duration period) {
    this.queries = queries;
    this.running = running;
    this.period = period;
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "study-watch");
              thread.setDaemon(true);
              return thread;
            });
    executor.setRemoveOnCancelPolicy(true);
    this.scheduler = executor;
  }

  /**
   * Starts a watch.
   *
   * @param attempt 0 for the current one; a later one is waited for, and when a newer one begins
   *     the watch goes on with that
   */
  void watch(String studyId, int attempt, ServerCallStreamObserver<WatchStudyResponse> observer) {
    queries.progress(studyId);
    if (watches.incrementAndGet() > MOST_WATCHES) {
      watches.decrementAndGet();
      throw Statuses.status(
          Status.RESOURCE_EXHAUSTED, "too many studies are being watched; try again later");
    }
    new Watch(studyId, attempt, observer).start();
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
  }

  private final class Watch implements Runnable {
    private final String studyId;
    private final int attempt;
    private final ServerCallStreamObserver<WatchStudyResponse> observer;
    private StudyStatus last;
    private ScheduledFuture<?> polling;
    private boolean over;

    Watch(String studyId, int attempt, ServerCallStreamObserver<WatchStudyResponse> observer) {
      this.studyId = studyId;
      this.attempt = attempt;
      this.observer = observer;
    }

    synchronized void start() {
      observer.setOnCancelHandler(this::end);
      polling = scheduler.scheduleWithFixedDelay(this, 0, period.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public synchronized void run() {
      // A client that does not read gets the latest state once it reads again, not every one since.
      if (over || !observer.isReady()) {
        return;
      }
      try {
        poll(queries.progress(studyId));
      } catch (RuntimeException e) {
        end();
        observer.onError(Statuses.of(e));
      }
    }

    private void poll(StudyProgress progress) {
      if (progress.study().attempt() < attempt) {
        return;
      }
      StudyStatus status = StudyMessages.status(progress, running);
      if (!status.equals(last)) {
        observer.onNext(WatchStudyResponse.newBuilder().setStatus(status).build());
        last = status;
      }
      if (progress.study().state().ended()) {
        end();
        observer.onCompleted();
      }
    }

    private synchronized void end() {
      if (!over) {
        over = true;
        polling.cancel(false);
        watches.decrementAndGet();
      }
    }
  }
}
