package io.nullscope.variant.domain;

/** An axis of a matrix; a vector is a matrix of one column. */
public enum Axis {
  ROWS,
  COLUMNS
}
