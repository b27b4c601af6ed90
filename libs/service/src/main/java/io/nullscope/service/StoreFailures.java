package io.nullscope.service;

import io.nullscope.artifacts.CorruptBlobException;
import io.nullscope.artifacts.MissingArtifactException;
import io.nullscope.artifacts.ObjectStoreException;
import io.nullscope.artifacts.StoreFullException;
import io.nullscope.artifacts.StoreUnavailableException;
import io.nullscope.messaging.FailureClassifier;
import io.nullscope.messaging.RejectedException;
import io.nullscope.messaging.StepException;
import io.nullscope.messaging.TransientException;
import io.nullscope.messaging.UnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;

/** What the failures of the artifact store and of files mean for a step. */
public final class StoreFailures implements FailureClassifier {

  @Override
  public StepException classify(Throwable thrown) {
    if (thrown instanceof CorruptBlobException corrupt) {
      return new RejectedException("CORRUPT_BLOB", corrupt.getMessage(), corrupt);
    }
    if (thrown instanceof MissingArtifactException) {
      return new RejectedException("MISSING_ARTIFACT", thrown.getMessage(), thrown);
    }
    if (thrown instanceof StoreUnavailableException) {
      return new UnavailableException("STORE_UNAVAILABLE", thrown.getMessage(), thrown);
    }
    if (thrown instanceof StoreFullException) {
      return new RejectedException("STORE_FULL", thrown.getMessage(), thrown);
    }
    if (thrown instanceof ObjectStoreException store) {
      return store.isRetryable()
          ? new TransientException("STORE_UNAVAILABLE", store.getMessage(), store)
          : new RejectedException("STORE_REFUSED", store.getMessage(), store);
    }
    if (thrown instanceof UncheckedIOException io && isDiskFull(io.getCause())) {
      return new RejectedException(
          "DISK_FULL",
          io.getMessage() + ": " + io.getCause() + "; make room on that disk and run it again",
          io);
    }
    if (thrown instanceof UncheckedIOException io) {
      return new TransientException("IO_ERROR", io.getMessage() + ": " + io.getCause(), io);
    }
    return FailureClassifier.unexpected(thrown);
  }

  /** The JDK has no type for it, only the operating system's words. */
  private static boolean isDiskFull(IOException e) {
    String message = String.valueOf(e.getMessage());
    return message.contains("No space left on device") || message.contains("Disk quota exceeded");
  }
}
