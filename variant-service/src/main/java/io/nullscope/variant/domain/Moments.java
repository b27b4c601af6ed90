package io.nullscope.variant.domain;

/**
 * Mean and standard deviation over entries of a tensor, in float64.
 *
 * @param mean arithmetic mean
 * @param standardDeviation 0 for a single entry
 */
public record Moments(double mean, double standardDeviation) {

  /** Of all values, with n − 1 in the denominator, as the authors' code has it. */
  public static Moments of(float[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("a tensor without entries has no moments");
    }
    return of(
        visitor -> visitor.accept(0, values),
        new EntryGroups(values.length, 1, Axis.ROWS, values.length),
        true)[0];
  }

  /**
   * Of each group. Two passes over the values: the second sums squared distances from the mean, so
   * that nothing cancels. Sums run from entry to entry, whatever the chunks are.
   *
   * @param values [rows, columns] of the groups
   * @param unbiased n − 1 in the denominator of the variance, else n
   * @return [groups.count()]
   */
  public static Moments[] of(Entries values, EntryGroups groups, boolean unbiased) {
    double[] means = new double[groups.count()];
    values.forEachChunk(
        (from, chunk) ->
            groups.forEachRun(
                from,
                from + chunk.length,
                (group, offset, length) ->
                    means[group] = sum(chunk, (int) (offset - from), length, means[group])));
    long n = groups.entries();
    for (int group = 0; group < means.length; group++) {
      means[group] /= n;
    }
    double[] squares = new double[means.length];
    double[] residues = new double[means.length];
    values.forEachChunk(
        (from, chunk) ->
            groups.forEachRun(
                from,
                from + chunk.length,
                (group, offset, length) -> {
                  double mean = means[group];
                  double square = squares[group];
                  double residue = residues[group];
                  int first = (int) (offset - from);
                  for (int i = first; i < first + length; i++) {
                    double distance = chunk[i] - mean;
                    square += distance * distance;
                    residue += distance;
                  }
                  squares[group] = square;
                  residues[group] = residue;
                }));
    Moments[] moments = new Moments[means.length];
    for (int group = 0; group < moments.length; group++) {
      // The residue is what rounding left of the mean; subtracting its square is the corrected
      // two-pass formula.
      double variance =
          n == 1
              ? 0
              : (squares[group] - residues[group] * residues[group] / n) / (unbiased ? n - 1 : n);
      moments[group] = new Moments(means[group], Math.sqrt(Math.max(0, variance)));
    }
    return moments;
  }

  private static double sum(float[] values, int offset, int length, double start) {
    double sum = start;
    for (int i = offset; i < offset + length; i++) {
      sum += values[i];
    }
    return sum;
  }
}
