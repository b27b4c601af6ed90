package io.nullscope.metrics.domain;

/**
 * The judge's scores for one latent by one scorer. Undecided examples tie with every example of the
 * other class.
 *
 * <p>Immutable; the arrays that the accessors return are copies.
 */
public final class LatentExamples {

  private final double[] positives;
  private final double[] negatives;
  private final int undecidedPositives;
  private final int undecidedNegatives;

  public LatentExamples(double[] positives, double[] negatives) {
    this(positives, negatives, 0, 0);
  }

  /**
   * @param positives scores of the examples on which the latent fires
   * @param negatives scores of the others
   * @param undecidedPositives examples on which the latent fires, without a score
   * @param undecidedNegatives other examples without a score
   */
  public LatentExamples(
      double[] positives, double[] negatives, int undecidedPositives, int undecidedNegatives) {
    this.positives = Auroc.sorted(positives);
    this.negatives = Auroc.sorted(negatives);
    this.undecidedPositives = undecidedPositives;
    this.undecidedNegatives = undecidedNegatives;
  }

  /** Scores of the examples on which the latent fires, ascending. */
  public double[] positives() {
    return positives.clone();
  }

  /** Scores of the others, ascending. */
  public double[] negatives() {
    return negatives.clone();
  }

  /** Examples on which the latent fires, with a score. */
  int scoredPositives() {
    return positives.length;
  }

  /** Other examples with a score. */
  int scoredNegatives() {
    return negatives.length;
  }

  int undecidedPositives() {
    return undecidedPositives;
  }

  int undecidedNegatives() {
    return undecidedNegatives;
  }

  /** All examples on which the latent fires. */
  int positiveCount() {
    return positives.length + undecidedPositives;
  }

  /** All other examples. */
  int negativeCount() {
    return negatives.length + undecidedNegatives;
  }

  double positive(int index) {
    return positives[index];
  }

  double negative(int index) {
    return negatives[index];
  }

  /** Pairs of one of these positives and one of those negatives of which one is undecided. */
  double undecidedPairs(LatentExamples other) {
    return (double) undecidedPositives * other.negativeCount()
        + (double) scoredPositives() * other.undecidedNegatives;
  }

  /** AUROC within this latent; NaN when a class is empty. */
  public double auroc() {
    double wins = Auroc.wins(positives, negatives) + 0.5 * undecidedPairs(this);
    double pairs = (double) positiveCount() * negativeCount();
    return pairs == 0 ? Double.NaN : wins / pairs;
  }
}
