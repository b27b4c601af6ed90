package io.nullscope.messaging;

/** Turns whatever a step threw into a failure of a known kind. */
@FunctionalInterface
public interface FailureClassifier {

  /** Code of a fault of ours. */
  String INTERNAL_ERROR = "INTERNAL_ERROR";

  /** Never null; returns a {@link StepException} as it is. */
  StepException classify(Throwable thrown);

  /**
   * What is left when no rule knows the exception: errors of the virtual machine are fatal,
   * anything else is a fault of ours that would fail again.
   */
  static StepException unexpected(Throwable thrown) {
    if (thrown instanceof StepException known) {
      return known;
    }
    if (thrown instanceof Error error) {
      return new FatalException("PROCESS_BROKEN", "the process cannot go on: " + error, error);
    }
    return new RejectedException(
        INTERNAL_ERROR,
        "unexpected " + thrown + "; this is a fault in Nullscope, see the service's log",
        thrown);
  }
}
