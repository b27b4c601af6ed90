package io.nullscope.metrics.domain;

/**
 * Everything that the token metrics need from the tokens of one document (or of several documents
 * taken together): all of them are functions of sums.
 *
 * @param document id of the document (the smallest one of a group)
 * @param tokens tokens with a residual x of width D and its reconstruction x̂
 * @param sumSquares sum of |x|²
 * @param sumSquaredError sum of |x - x̂|²
 * @param sum the sum of x, length D
 * @param legacyTokens tokens with |x - mean|² above zero
 * @param sumLegacy sum over those of 1 - |x - x̂|² / |x - mean|², with the mean over the whole
 *     evaluation set
 * @param cosineTokens tokens on which neither x nor x̂ is the zero vector
 * @param sumCosine sum over those of the cosine between x and x̂
 * @param sumActiveLatents sum of the number of latents above zero
 * @param sumActivations sum of all latent activations
 * @param predictions tokens with a next token to predict
 * @param sumClean sum of next-token cross-entropies in nats, model as it is
 * @param sumSpliced the same with x̂ in the place of x
 * @param sumZeroAblated the same with zeros in the place of x
 */
public record DocumentSums(
    int document,
    long tokens,
    double sumSquares,
    double sumSquaredError,
    double[] sum,
    long legacyTokens,
    double sumLegacy,
    long cosineTokens,
    double sumCosine,
    double sumActiveLatents,
    double sumActivations,
    long predictions,
    double sumClean,
    double sumSpliced,
    double sumZeroAblated) {

  public DocumentSums {
    sum = sum.clone();
  }

  /** A copy of the sum of x, length D. */
  @Override
  public double[] sum() {
    return sum.clone();
  }

  int width() {
    return sum.length;
  }

  /** Adds the sum of x onto {@code target}. */
  void addSumTo(double[] target) {
    for (int d = 0; d < sum.length; d++) {
      target[d] += sum[d];
    }
  }

  /** Both documents as one. */
  DocumentSums plus(DocumentSums other) {
    double[] both = sum();
    other.addSumTo(both);
    return new DocumentSums(
        Math.min(document, other.document),
        tokens + other.tokens,
        sumSquares + other.sumSquares,
        sumSquaredError + other.sumSquaredError,
        both,
        legacyTokens + other.legacyTokens,
        sumLegacy + other.sumLegacy,
        cosineTokens + other.cosineTokens,
        sumCosine + other.sumCosine,
        sumActiveLatents + other.sumActiveLatents,
        sumActivations + other.sumActivations,
        predictions + other.predictions,
        sumClean + other.sumClean,
        sumSpliced + other.sumSpliced,
        sumZeroAblated + other.sumZeroAblated);
  }
}
