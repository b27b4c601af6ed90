package io.nullscope.variant.config;

import io.nullscope.artifacts.safetensors.MalformedSafetensorsException;
import io.nullscope.checkpoints.InvalidCheckpointException;
import io.nullscope.hub.HubException;
import io.nullscope.messaging.FailureClassifier;
import io.nullscope.messaging.RejectedException;
import io.nullscope.messaging.StepException;
import io.nullscope.messaging.TransientException;
import io.nullscope.service.StoreFailures;
import io.nullscope.study.StudyMismatchException;
import io.nullscope.transformer.InvalidModelException;
import io.nullscope.transformer.UnsupportedModelException;

/**
 * What the failures of reading a checkpoint mean for the step: the model or the study must change.
 */
final class VariantFailures implements FailureClassifier {

  private final FailureClassifier store = new StoreFailures();

  @Override
  public StepException classify(Throwable thrown) {
    if (thrown instanceof StudyMismatchException mismatch) {
      return new RejectedException(mismatch.code(), mismatch.getMessage(), mismatch);
    }
    if (thrown instanceof MalformedSafetensorsException) {
      return new RejectedException("MALFORMED_SAFETENSORS", thrown.getMessage(), thrown);
    }
    if (thrown instanceof InvalidCheckpointException) {
      return new RejectedException("MALFORMED_CHECKPOINT", thrown.getMessage(), thrown);
    }
    if (thrown instanceof HubException hub) {
      String code = "HUB_" + hub.reason();
      return hub.isRetryable()
          ? new TransientException(code, hub.getMessage(), hub)
          : new RejectedException(code, hub.getMessage(), hub);
    }
    if (thrown instanceof InvalidModelException) {
      return new RejectedException("INVALID_MODEL", thrown.getMessage(), thrown);
    }
    if (thrown instanceof UnsupportedModelException) {
      return new RejectedException("UNSUPPORTED_MODEL", thrown.getMessage(), thrown);
    }
    return store.classify(thrown);
  }
}
