package io.nullscope.metrics.domain;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Gathers the sums of the token metrics document by document, in float64, while the evaluation
 * tokens go by twice: the first pass adds the residuals, after which {@link #mean()} is known; the
 * second adds reconstructions (measured against that mean) and cross-entropies. Memory: twice
 * documents x D, and one number a token.
 *
 * <p>Not thread-safe. Tokens of a document may come in any number of pieces; the sums depend on
 * their order only by rounding.
 */
public final class ReconstructionAccumulator {

  private final int width;
  private final Map<Integer, Sums> documents = new TreeMap<>();
  private final NormConcentration concentration = new NormConcentration();

  /**
   * @param width model width D
   */
  public ReconstructionAccumulator(int width) {
    if (width < 1) {
      throw new IllegalArgumentException("width must be at least 1, got " + width);
    }
    this.width = width;
  }

  /**
   * First pass.
   *
   * @param ids document of each of n tokens
   * @param residuals x, row-major [n, D]
   * @param counted whether each position counts; the document is known even if none of it does
   */
  public void addResiduals(int[] ids, float[] residuals, boolean[] counted) {
    Lengths.require("residuals", (long) ids.length * width, residuals.length);
    Lengths.require("counted", ids.length, counted.length);
    for (int t = 0; t < ids.length; t++) {
      Sums sums = of(ids[t]);
      if (counted[t]) {
        addResidual(sums, residuals, t * width);
      }
    }
  }

  private void addResidual(Sums sums, float[] residuals, int offset) {
    double squares = 0;
    for (int d = 0; d < width; d++) {
      double x = residuals[offset + d];
      sums.sum[d] += x;
      squares += x * x;
    }
    sums.squares += squares;
    sums.tokens++;
    concentration.add(squares);
    if (squares > 0) {
      double norm = Math.sqrt(squares);
      for (int d = 0; d < width; d++) {
        sums.normalizedSum[d] += residuals[offset + d] / norm;
      }
      sums.normalizedTokens++;
    }
  }

  /** Share of the squared norm that the longest 1 % of the counted positions hold. */
  public double topPercentShare() {
    return concentration.topPercentShare();
  }

  /** The mean residual over all counted tokens of the first pass, length D. */
  public double[] mean() {
    double[] mean = new double[width];
    long tokens = 0;
    for (Sums sums : documents.values()) {
      tokens += sums.tokens;
      for (int d = 0; d < width; d++) {
        mean[d] += sums.sum[d];
      }
    }
    if (tokens == 0) {
      throw new IllegalStateException("no residuals were added: the mean is not known yet");
    }
    for (int d = 0; d < width; d++) {
      mean[d] /= tokens;
    }
    return mean;
  }

  /** Second pass, of the same tokens as counted in the first. */
  public void addReconstructions(TokenReconstructions tokens) {
    for (int t = 0; t < tokens.documents().length; t++) {
      Sums sums = of(tokens.documents()[t]);
      double error = tokens.squaredErrors()[t];
      double centred = tokens.centredSquares()[t];
      double cosine = tokens.cosines()[t];
      sums.reconstructed++;
      sums.squaredError += error;
      if (tokens.squaredNorms()[t] > 0) {
        sums.normalizedError += error / tokens.squaredNorms()[t];
      }
      if (centred > 0) {
        sums.legacy += 1 - error / centred;
        sums.legacyTokens++;
      }
      if (!Double.isNaN(cosine)) {
        sums.cosine += cosine;
        sums.cosineTokens++;
      }
      sums.activeLatents += tokens.activeLatents()[t];
      sums.activations += tokens.activationSums()[t];
    }
  }

  /** Either pass, or both in pieces: each token that predicts another one must come once. */
  public void addCrossEntropies(TokenCrossEntropies tokens) {
    for (int t = 0; t < tokens.documents().length; t++) {
      Sums sums = of(tokens.documents()[t]);
      sums.predictions++;
      sums.clean += tokens.clean()[t];
      sums.spliced += tokens.spliced()[t];
      sums.zeroAblated += tokens.zeroAblated()[t];
    }
  }

  /** The sums, ascending by document. Both passes must have seen the same tokens. */
  public List<DocumentSums> documents() {
    return documents.entrySet().stream()
        .map(entry -> entry.getValue().toDocument(entry.getKey()))
        .toList();
  }

  private Sums of(int document) {
    return documents.computeIfAbsent(document, id -> new Sums(width));
  }

  private static final class Sums {
    private final double[] sum;
    private final double[] normalizedSum;
    private long tokens;
    private long normalizedTokens;
    private double normalizedError;
    private long reconstructed;
    private double squares;
    private double squaredError;
    private long legacyTokens;
    private double legacy;
    private long cosineTokens;
    private double cosine;
    private double activeLatents;
    private double activations;
    private long predictions;
    private double clean;
    private double spliced;
    private double zeroAblated;

    Sums(int width) {
      this.sum = new double[width];
      this.normalizedSum = new double[width];
    }

    DocumentSums toDocument(int document) {
      if (reconstructed != tokens) {
        throw new IllegalStateException(
            "document %d has %d residuals but %d reconstructions; both passes must see the same tokens"
                .formatted(document, tokens, reconstructed));
      }
      return new DocumentSums(
          document,
          new VectorSums(tokens, sum, squares, squaredError),
          new VectorSums(normalizedTokens, normalizedSum, normalizedTokens, normalizedError),
          legacyTokens,
          legacy,
          cosineTokens,
          cosine,
          activeLatents,
          activations,
          predictions,
          clean,
          spliced,
          zeroAblated);
    }
  }
}
