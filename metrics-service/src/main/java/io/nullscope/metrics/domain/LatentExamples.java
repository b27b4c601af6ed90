package io.nullscope.metrics.domain;

/**
 * The judge's scores for one latent by one scorer, failed judgements left out.
 *
 * <p>Immutable; the arrays that the accessors return are copies.
 */
public final class LatentExamples {

  private final double[] positives;
  private final double[] negatives;

  public LatentExamples(double[] positives, double[] negatives) {
    this.positives = Auroc.sorted(positives);
    this.negatives = Auroc.sorted(negatives);
  }

  /** Scores of the examples on which the latent fires, ascending. */
  public double[] positives() {
    return positives.clone();
  }

  /** Scores of the others, ascending. */
  public double[] negatives() {
    return negatives.clone();
  }

  int positiveCount() {
    return positives.length;
  }

  int negativeCount() {
    return negatives.length;
  }

  double positive(int index) {
    return positives[index];
  }

  double negative(int index) {
    return negatives[index];
  }

  /** AUROC within this latent; NaN when a class is empty. */
  public double auroc() {
    return Auroc.of(positives, negatives);
  }
}
