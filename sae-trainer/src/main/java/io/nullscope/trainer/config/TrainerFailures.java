package io.nullscope.trainer.config;

import io.nullscope.messaging.FailureClassifier;
import io.nullscope.messaging.RejectedException;
import io.nullscope.messaging.StepException;
import io.nullscope.sae.TrainingDivergedException;
import io.nullscope.service.StoreFailures;
import io.nullscope.study.StudyMismatchException;

/** What the failures of a training mean for the step. */
final class TrainerFailures implements FailureClassifier {

  private final FailureClassifier store = new StoreFailures();

  @Override
  public StepException classify(Throwable thrown) {
    if (thrown instanceof TrainingDivergedException) {
      return new RejectedException("TRAINING_DIVERGED", thrown.getMessage(), thrown);
    }
    if (thrown instanceof StudyMismatchException mismatch) {
      return new RejectedException(mismatch.code(), mismatch.getMessage(), mismatch);
    }
    return store.classify(thrown);
  }
}
