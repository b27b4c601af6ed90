package io.nullscope.metrics.config;

import io.nullscope.messaging.FailureClassifier;
import io.nullscope.messaging.RejectedException;
import io.nullscope.messaging.StepException;
import io.nullscope.messaging.TransientException;
import io.nullscope.messaging.UnavailableException;
import io.nullscope.metrics.adapter.store.ReadModelException;
import io.nullscope.service.StoreFailures;

/** What the failures of the database mean: a lost connection may come back. */
final class MetricsFailures implements FailureClassifier {

  private final FailureClassifier store = new StoreFailures();

  @Override
  public StepException classify(Throwable thrown) {
    if (thrown instanceof ReadModelException database) {
      return switch (database.kind()) {
        case AWAY ->
            new UnavailableException("DATABASE_UNAVAILABLE", database.getMessage(), database);
        case FAULT -> new TransientException("DATABASE_FAILED", database.getMessage(), database);
        case REFUSAL -> new RejectedException("DATABASE_REFUSED", database.getMessage(), database);
      };
    }
    return store.classify(thrown);
  }
}
