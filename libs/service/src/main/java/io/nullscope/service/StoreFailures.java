package io.nullscope.service;

import io.nullscope.artifacts.CorruptBlobException;
import io.nullscope.artifacts.MissingArtifactException;
import io.nullscope.artifacts.ObjectStoreException;
import io.nullscope.messaging.FailureClassifier;
import io.nullscope.messaging.RejectedException;
import io.nullscope.messaging.StepException;
import io.nullscope.messaging.TransientException;
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
    if (thrown instanceof ObjectStoreException store) {
      return store.isRetryable()
          ? new TransientException("STORE_UNAVAILABLE", store.getMessage(), store)
          : new RejectedException("STORE_REFUSED", store.getMessage(), store);
    }
    if (thrown instanceof UncheckedIOException io) {
      return new TransientException("IO_ERROR", io.getMessage() + ": " + io.getCause(), io);
    }
    return FailureClassifier.unexpected(thrown);
  }
}
