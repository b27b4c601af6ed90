package io.nullscope.trainer.application;

/** How the training of one SAE ended. */
sealed interface CellOutcome {

  /** The SAE, or the failure as it was. */
  TrainedSae orThrow();

  record Done(TrainedSae sae) implements CellOutcome {
    @Override
    public TrainedSae orThrow() {
      return sae;
    }
  }

  /** This SAE cannot be trained; others can. */
  record Failed(RuntimeException failure) implements CellOutcome {
    @Override
    public TrainedSae orThrow() {
      throw failure;
    }
  }
}
