package io.nullscope.sae;

/**
 * The loss is not a finite number: the activations hold NaN or infinity, or the learning rate is
 * far too high.
 */
public final class TrainingDivergedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TrainingDivergedException(long step, double fvu) {
    super(
        "the loss of step "
            + step
            + " is "
            + fvu
            + "; check the activations for NaN or infinity, or lower the learning rate");
  }
}
