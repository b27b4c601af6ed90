package io.nullscope.metrics.adapter.grpc;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.nullscope.artifacts.ObjectStoreException;
import io.nullscope.messaging.RejectedException;
import io.nullscope.messaging.TransientException;
import io.nullscope.metrics.application.StudyConflictException;
import io.nullscope.metrics.application.StudyNotFoundException;
import io.nullscope.study.InvalidStudyException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where exceptions become gRPC statuses. */
final class Statuses {

  private static final Logger LOGGER = LoggerFactory.getLogger(Statuses.class);

  private Statuses() {}

  /** Answers a call with one message, or with the status of what went wrong. */
  static <T> void answer(StreamObserver<T> observer, Supplier<T> answer) {
    T message;
    try {
      message = answer.get();
    } catch (RuntimeException e) {
      observer.onError(of(e));
      return;
    }
    observer.onNext(message);
    observer.onCompleted();
  }

  static StatusRuntimeException of(RuntimeException thrown) {
    if (thrown instanceof StatusRuntimeException known) {
      return known;
    }
    return status(thrown).withDescription(thrown.getMessage()).withCause(thrown).asRuntimeException();
  }

  private static Status status(RuntimeException thrown) {
    if (thrown instanceof InvalidStudyException || thrown instanceof IllegalArgumentException) {
      return Status.INVALID_ARGUMENT;
    }
    if (thrown instanceof StudyNotFoundException) {
      return Status.NOT_FOUND;
    }
    if (thrown instanceof StudyConflictException) {
      return Status.ALREADY_EXISTS;
    }
    if (thrown instanceof RejectedException rejected) {
      return rejected.code().equals("STUDY_ID_TAKEN") ? Status.ALREADY_EXISTS : Status.FAILED_PRECONDITION;
    }
    if (thrown instanceof TransientException || thrown instanceof ObjectStoreException store && store.isRetryable()) {
      return Status.UNAVAILABLE;
    }
    LOGGER.error("A call failed", thrown);
    return Status.INTERNAL;
  }
}
