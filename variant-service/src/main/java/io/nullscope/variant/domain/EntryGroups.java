package io.nullscope.variant.domain;

/**
 * Splits the entries of a row-major matrix into blocks of neighbouring rows or columns, each drawn
 * with moments of its own.
 *
 * @param size rows or columns of a block; divides the axis
 */
public record EntryGroups(int rows, int columns, Axis axis, int size) {

  public EntryGroups {
    int along = axis == Axis.ROWS ? rows : columns;
    if (size < 1 || along % size != 0) {
      throw new IllegalArgumentException(
          "blocks of %d do not divide %d %s".formatted(size, along, axis));
    }
  }

  /** The groups of a tensor. */
  public static EntryGroups of(Layout layout, MomentScope scope) {
    return switch (scope) {
      case TENSOR -> whole(layout);
      case HEAD ->
          layout
              .heads()
              .map(
                  heads ->
                      new EntryGroups(layout.rows(), layout.columns(), heads.axis(), heads.width()))
              .orElseGet(() -> whole(layout));
      // A row of a vector is one entry, and a draw with its moments is that entry again.
      case ROW ->
          layout.matrix()
              ? new EntryGroups(layout.rows(), layout.columns(), layout.outputs(), 1)
              : whole(layout);
    };
  }

  private static EntryGroups whole(Layout layout) {
    return new EntryGroups(layout.rows(), layout.columns(), Axis.ROWS, layout.rows());
  }

  /** Number of groups. */
  public int count() {
    return (axis == Axis.ROWS ? rows : columns) / size;
  }

  /** Entries of each group. */
  public long entries() {
    return (long) rows * columns / count();
  }

  /** Receives stretches of consecutive entries of one group. */
  @FunctionalInterface
  public interface Visitor {
    void accept(int group, long offset, int length);
  }

  /**
   * Visits the entries of a range in ascending order.
   *
   * @param from first entry
   * @param to entry after the last; at most 2^31 - 1 more than {@code from}
   */
  public void forEachRun(long from, long to, Visitor visitor) {
    long run = axis == Axis.ROWS ? (long) size * columns : size;
    for (long at = from; at < to; ) {
      long number = at / run;
      long end = Math.min(to, (number + 1) * run);
      visitor.accept((int) (number % count()), at, (int) (end - at));
      at = end;
    }
  }
}
