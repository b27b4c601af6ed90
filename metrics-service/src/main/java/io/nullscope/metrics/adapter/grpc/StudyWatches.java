package io.nullscope.metrics.adapter.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.nullscope.metrics.application.StudyProgress;
import io.nullscope.metrics.application.StudyQueries;
import io.nullscope.v1.StudyStatus;
import io.nullscope.v1.WatchStudyResponse;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Sends the state of studies to those who watch. Looks at the read model at intervals, because another replica of the
 * service may have written it.
 */
@ApplicationScoped
class StudyWatches {

  private static final Duration INTERVAL = Duration.ofMillis(300);

  private final StudyQueries queries;
  private final ScheduledExecutorService clock =
      Executors.newScheduledThreadPool(
          2,
          task -> {
            Thread thread = new Thread(task, "study-watch");
            thread.setDaemon(true);
            return thread;
          });

  StudyWatches(StudyQueries queries) {
    this.queries = queries;
  }

  /** Sends the state now and after each change, until the attempt ends or nobody watches any more. */
  void add(String studyId, int attempt, ServerCallStreamObserver<WatchStudyResponse> observer) {
    Watch watch = new Watch(studyId, attempt, observer);
    synchronized (watch) {
      watch.schedule = clock.scheduleWithFixedDelay(watch::look, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  @PreDestroy
  void stop() {
    clock.shutdownNow();
  }

  private final class Watch {
    private final String studyId;
    private final int attempt;
    private final ServerCallStreamObserver<WatchStudyResponse> observer;
    private ScheduledFuture<?> schedule;
    private StudyStatus sent;

    Watch(String studyId, int attempt, ServerCallStreamObserver<WatchStudyResponse> observer) {
      this.studyId = studyId;
      this.attempt = attempt;
      this.observer = observer;
    }

    synchronized void look() {
      if (observer.isCancelled()) {
        schedule.cancel(false);
        return;
      }
      try {
        StudyProgress progress = queries.progress(studyId);
        StudyStatus status = StatusMessages.of(progress);
        if (!status.equals(sent) && observer.isReady()) {
          observer.onNext(WatchStudyResponse.newBuilder().setStatus(status).build());
          sent = status;
        }
        boolean asked = progress.study().attempt() >= attempt;
        if (asked && progress.study().state().ended() && status.equals(sent)) {
          schedule.cancel(false);
          observer.onCompleted();
        }
      } catch (RuntimeException e) {
        schedule.cancel(false);
        observer.onError(Statuses.of(e));
      }
    }
  }
}
