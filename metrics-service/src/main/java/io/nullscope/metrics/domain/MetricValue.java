package io.nullscope.metrics.domain;

/**
 * The value of a metric in one cell.
 *
 * @param value NaN when undefined; the note then says why
 * @param ciLow lower end of the confidence interval, NaN when undefined
 * @param ciHigh upper end
 * @param n tokens or latents behind the value
 * @param note "" or what a reader must know
 */
public record MetricValue(double value, double ciLow, double ciHigh, long n, String note) {

  public static MetricValue of(double value, Interval interval, long n) {
    return new MetricValue(value, interval.low(), interval.high(), n, "");
  }

  public static MetricValue undefined(long n, String why) {
    return new MetricValue(Double.NaN, Double.NaN, Double.NaN, n, why);
  }

  public boolean defined() {
    return !Double.isNaN(value);
  }
}
