package io.nullscope.metrics.domain;

/**
 * What interventions on a latent did, over the counted positions of a few windows in which it
 * fires. Sums are over positions.
 *
 * @param positions n, at which it was ablated; at least 1
 * @param ablated sum of KL(p‖p') in nats, p' with the latent's contribution a·d taken out
 * @param displaced the same with a random vector of the same length in its place
 * @param squaredSteps sum of (|a·d| / |x|)²
 * @param distances of the tokens that were replaced
 * @param changes for each distance the mean of |a' − a| / a over the positions where it was probed,
 *     one a window
 */
public record ProbedLatent(
    int latent,
    int positions,
    double ablated,
    double displaced,
    double squaredSteps,
    ContextDistances distances,
    double[] changes) {

  public ProbedLatent {
    Lengths.require("changes of every distance", distances.size(), changes.length);
    changes = changes.clone();
  }

  /** ln of KL a squared step; NaN where nothing was taken out, or it changed nothing. */
  public double effect() {
    return logarithm(ablated / squaredSteps);
  }

  /** ln of KL over what a random vector does; NaN where one of them is 0. */
  public double effectOverRandom() {
    return logarithm(ablated / displaced);
  }

  /** In doublings of the distance; see {@link ContextDistances}. */
  public double reach() {
    return distances.reach(changes);
  }

  @Override
  public double[] changes() {
    return changes.clone();
  }

  private static double logarithm(double value) {
    return value > 0 && value < Double.POSITIVE_INFINITY ? Math.log(value) : Double.NaN;
  }
}
