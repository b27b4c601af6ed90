package io.nullscope.variant.domain;

import java.util.Objects;
import java.util.Optional;

/**
 * How the entries of a tensor lie, row-major.
 *
 * @param rows all entries of a vector
 * @param columns 1 for a vector
 * @param outputs axis of the outputs of a linear map: ROWS when it is stored as [out, in]
 * @param heads present where attention heads are visible
 */
public record Layout(int rows, int columns, Axis outputs, Optional<AttentionHeads> heads) {

  public Layout {
    Objects.requireNonNull(outputs, "outputs");
    Objects.requireNonNull(heads, "heads");
    if (rows < 1 || columns < 1) {
      throw new IllegalArgumentException("a tensor of %d x %d entries".formatted(rows, columns));
    }
  }

  /** Whether it is a matrix of more than one row and column. */
  public boolean matrix() {
    return rows > 1 && columns > 1;
  }

  /** Number of entries. */
  public long entries() {
    return (long) rows * columns;
  }
}
