package io.nullscope.autointerp.config;

import io.nullscope.autointerp.application.languagemodel.LanguageModelException;
import io.nullscope.messaging.FailureClassifier;
import io.nullscope.messaging.RejectedException;
import io.nullscope.messaging.StepException;
import io.nullscope.messaging.StoppedException;
import io.nullscope.messaging.TransientException;
import io.nullscope.service.StoreFailures;
import java.util.concurrent.CancellationException;

/** What the failures of a language model, and a stop, mean for the step. */
final class AutointerpFailures implements FailureClassifier {

  private final FailureClassifier store = new StoreFailures();

  @Override
  public StepException classify(Throwable thrown) {
    if (thrown instanceof LanguageModelException model) {
      String code = model.problem().name();
      return model.isPassing()
          ? new TransientException(code, model.getMessage(), model)
          : new RejectedException(code, model.getMessage(), model);
    }
    if (thrown instanceof CancellationException) {
      return new StoppedException(
          "the service was stopped while it explained and judged latents", thrown);
    }
    return store.classify(thrown);
  }
}
