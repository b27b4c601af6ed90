package io.nullscope.activation.config;

import io.nullscope.messaging.FailureClassifier;
import io.nullscope.messaging.RejectedException;
import io.nullscope.messaging.StepException;
import io.nullscope.service.StoreFailures;
import io.nullscope.study.StudyMismatchException;
import io.nullscope.transformer.InvalidModelException;
import io.nullscope.transformer.UnsupportedModelException;
import io.nullscope.transformer.corpus.InsufficientTokensException;
import io.nullscope.transformer.corpus.InvalidCorpusException;

/** What the failures of reading corpora and running models mean for the step. */
final class ActivationFailures implements FailureClassifier {

  private final FailureClassifier store = new StoreFailures();

  @Override
  public StepException classify(Throwable thrown) {
    if (thrown instanceof StudyMismatchException mismatch) {
      return new RejectedException(mismatch.code(), mismatch.getMessage(), mismatch);
    }
    if (thrown instanceof InvalidCorpusException) {
      return new RejectedException("INVALID_CORPUS", thrown.getMessage(), thrown);
    }
    if (thrown instanceof InsufficientTokensException) {
      return new RejectedException("TOO_FEW_TOKENS", thrown.getMessage(), thrown);
    }
    if (thrown instanceof UnsupportedModelException) {
      return new RejectedException("UNSUPPORTED_MODEL", thrown.getMessage(), thrown);
    }
    if (thrown instanceof InvalidModelException) {
      return new RejectedException("INVALID_MODEL", thrown.getMessage(), thrown);
    }
    return store.classify(thrown);
  }
}
