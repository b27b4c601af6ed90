package io.nullscope.verdicts;

/**
 * The two ends of an interval.
 *
 * @param low lower end
 * @param high upper end
 */
public record Bounds(double low, double high) {

  /** Whether the whole interval lies in [−margin, margin]. */
  public boolean within(double margin) {
    return low >= -margin && high <= margin;
  }

  public boolean contains(double value) {
    return low <= value && value <= high;
  }
}
