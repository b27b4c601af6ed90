package io.nullscope.variant.domain;

import java.util.stream.IntStream;

/**
 * How attention heads lie in a projection matrix or its bias: blocks of {@code width} rows or
 * columns, one after the other, each one head's share of one matrix. A fused tensor holds several
 * matrices: {@code run} rows or columns of the first, as many of the second, and so on, over and
 * over.
 *
 * @param axis along which the heads follow one another
 * @param width rows or columns of one head
 * @param matrices how many matrices the tensor holds: 3 for fused query, key and value, else 1
 * @param run rows or columns of one matrix in a row; a multiple of {@code width}
 */
public record AttentionHeads(Axis axis, int width, int matrices, int run) {

  public AttentionHeads {
    if (width < 1 || matrices < 1 || run < width || run % width != 0) {
      throw new IllegalArgumentException(
          "no layout of heads: width %d, %d matrices, %d in a run".formatted(width, matrices, run));
    }
  }

  /** A tensor that is one matrix. */
  public static AttentionHeads unfused(Axis axis, int width) {
    return new AttentionHeads(axis, width, 1, width);
  }

  /**
   * The rows or columns of one of the matrices, ascending.
   *
   * @param matrix from 0
   * @param size rows or columns of the tensor
   */
  public int[] of(int matrix, int size) {
    return IntStream.range(0, size).filter(i -> i / run % matrices == matrix).toArray();
  }
}
