package io.nullscope.pretraining;

/** The loss is no longer a number: the weights are of no further use. */
public final class TrainingDivergedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TrainingDivergedException(long step, double loss) {
    super(
        "the loss of step %d is %s; use a lower --learning-rate and a new --out"
            .formatted(step, loss));
  }
}
