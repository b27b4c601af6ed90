package io.nullscope.metrics.domain;

/**
 * Everything that the token metrics need from the tokens of one document (or of several documents
 * taken together): all of them are functions of sums. Tokens are those at positions that count, but
 * for the cross-entropies, which are of every token that predicts another.
 *
 * @param document id of the document (the smallest one of a group)
 * @param residuals of the residuals x of width D and their reconstructions x̂
 * @param normalized of x / |x| and x̂ / |x|, over the tokens whose x is not the zero vector
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
    VectorSums residuals,
    VectorSums normalized,
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

  /** Tokens with a residual. */
  public long tokens() {
    return residuals.tokens();
  }

  /** Both documents as one. */
  DocumentSums plus(DocumentSums other) {
    return new DocumentSums(
        Math.min(document, other.document),
        residuals.plus(other.residuals),
        normalized.plus(other.normalized),
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
