package io.nullscope.pretraining;

/** The steps whose checkpoints Pythia kept besides 0 and the last: 1, 2, 4 … 512, 1000, 2000 …. */
final class KeptSteps {

  private static final int LAST_DOUBLING = 512;
  private static final int INTERVAL = 1000;

  private KeptSteps() {}

  static boolean contains(long step) {
    boolean doubling = step >= 1 && step <= LAST_DOUBLING && Long.bitCount(step) == 1;
    return doubling || (step > 0 && step % INTERVAL == 0);
  }
}
