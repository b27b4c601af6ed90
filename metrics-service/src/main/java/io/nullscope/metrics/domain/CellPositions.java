package io.nullscope.metrics.domain;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The positions behind the numbers of a cell.
 *
 * @param splits "training", "evaluation" and "interpretation" to what counts of it
 * @param medianNorm median norm of the activations, where the study bounds the norm
 * @param topPercentShare share of the squared norm that the longest 1 % of the counted evaluation
 *     positions hold
 */
public record CellPositions(
    Map<String, Split> splits, OptionalDouble medianNorm, double topPercentShare) {

  public static final String TRAINING = "training";
  public static final String EVALUATION = "evaluation";
  public static final String INTERPRETATION = "interpretation";

  /** Above it, sums of squares are about a few positions and not about the text. */
  public static final double MAX_TOP_PERCENT_SHARE = 0.5;

  public CellPositions {
    splits = Collections.unmodifiableMap(new LinkedHashMap<>(splits));
  }

  /**
   * One split.
   *
   * @param all its positions
   * @param leftOut those that do not count, by reason; the reason is the setting's name
   */
  public record Split(long all, Map<String, Long> leftOut) {

    public Split {
      leftOut = Collections.unmodifiableMap(new LinkedHashMap<>(leftOut));
    }

    /** Share of the positions that do not count. */
    public double leftOutShare() {
      return (double) leftOut.values().stream().mapToLong(Long::longValue).sum() / all;
    }
  }

  /** Whether metrics that sum squares or activations say nothing about ordinary tokens. */
  public boolean concentrated() {
    return topPercentShare > MAX_TOP_PERCENT_SHARE;
  }
}
