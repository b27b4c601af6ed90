package io.nullscope.metrics.adapter.grpc;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.nullscope.artifacts.ObjectStoreException;
import io.nullscope.messaging.RejectedException;
import io.nullscope.messaging.TransientException;
import io.nullscope.messaging.UnavailableException;
import io.nullscope.metrics.adapter.store.ReadModelException;
import io.nullscope.metrics.application.StudyConflictException;
import io.nullscope.metrics.application.StudyNotFoundException;
import io.nullscope.metrics.application.StudyUnderWayException;
import io.nullscope.study.InvalidStudyException;
import io.nullscope.study.SpecError;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What went wrong, as a gRPC status that says what to do. */
final class Statuses {

  private static final Logger LOGGER = LoggerFactory.getLogger(Statuses.class);

  /**
   * Descriptions travel in a header; most clients refuse more than 8 KiB of those, and escaping
   * makes them longer.
   */
  private static final int LONGEST_DESCRIPTION = 2500;

  private Statuses() {}

  /** One answer to one request. */
  interface Answer<T> {
    T get();
  }

  /** Sends the answer, or the status of what went wrong. */
  static <T> void answer(StreamObserver<T> observer, Answer<T> answer) {
    T value;
    try {
      value = answer.get();
    } catch (RuntimeException e) {
      observer.onError(of(e));
      return;
    }
    observer.onNext(value);
    observer.onCompleted();
  }

  static StatusRuntimeException of(RuntimeException thrown) {
    if (thrown instanceof StatusRuntimeException known) {
      return known;
    }
    if (thrown instanceof InvalidStudyException invalid) {
      return status(
          Status.INVALID_ARGUMENT,
          invalid.errors().stream().map(SpecError::toString).collect(Collectors.joining("\n")));
    }
    if (thrown instanceof StudyNotFoundException) {
      return status(Status.NOT_FOUND, thrown.getMessage());
    }
    if (thrown instanceof StudyUnderWayException) {
      return status(Status.FAILED_PRECONDITION, thrown.getMessage());
    }
    if (thrown instanceof StudyConflictException) {
      return status(Status.ALREADY_EXISTS, thrown.getMessage());
    }
    if (thrown instanceof RejectedException rejected) {
      return status(
          rejected.code().equals("STUDY_ID_TAKEN")
              ? Status.ALREADY_EXISTS
              : Status.INVALID_ARGUMENT,
          thrown.getMessage());
    }
    if (thrown instanceof IllegalArgumentException) {
      return status(Status.INVALID_ARGUMENT, thrown.getMessage());
    }
    if (retryable(thrown)) {
      return status(Status.UNAVAILABLE, thrown.getMessage() + "; try again");
    }
    LOGGER.atError().setCause(thrown).log("A gRPC call failed");
    return status(Status.INTERNAL, "metrics-service failed; its log says why");
  }

  private static boolean retryable(RuntimeException thrown) {
    return thrown instanceof TransientException
        || thrown instanceof UnavailableException
        || thrown instanceof ReadModelException database && database.isRetryable()
        || thrown instanceof ObjectStoreException store && store.isRetryable();
  }

  static StatusRuntimeException status(Status status, String description) {
    return status.withDescription(shortened(description)).asRuntimeException();
  }

  private static String shortened(String description) {
    if (description == null || description.length() <= LONGEST_DESCRIPTION) {
      return description;
    }
    int end = description.lastIndexOf('\n', LONGEST_DESCRIPTION);
    int cut = end > 0 ? end : LONGEST_DESCRIPTION;
    long more = description.substring(cut).strip().lines().count();
    return description.substring(0, cut) + (end > 0 ? "\n… and " + more + " more" : "…");
  }
}
