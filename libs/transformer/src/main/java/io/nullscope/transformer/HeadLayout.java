package io.nullscope.transformer;

/**
 * How the attention heads lie along one axis of a tensor. The axis is cut into pieces of {@code
 * width}; each piece is one head's share of one matrix. A fused query-key-value tensor holds three
 * matrices:
 *
 * <pre>
 * interleaved (GPT-NeoX)   q0 k0 v0 q1 k1 v1 …
 * in blocks (GPT-2)        q0 q1 … k0 k1 … v0 v1 …
 * </pre>
 *
 * @param axis along which the heads follow one another: 0 or 1
 * @param heads number of heads, of each matrix; key/value heads for a key or value projection
 * @param width rows or columns of one head
 * @param matrices 3 for a fused query-key-value tensor, else 1
 * @param interleaved true: all matrices of a head lie side by side
 */
public record HeadLayout(int axis, int heads, int width, int matrices, boolean interleaved) {

  /** A tensor that is one matrix, or the bias of one. */
  static HeadLayout single(int axis, int heads, int width) {
    return new HeadLayout(axis, heads, width, 1, false);
  }

  /**
   * The first row or column of one head of one matrix; {@link #width} of them belong to it.
   *
   * @param matrix from 0: query, key, value
   * @param head from 0
   */
  public int start(int matrix, int head) {
    int piece = interleaved ? head * matrices + matrix : matrix * heads + head;
    return piece * width;
  }

  /** Rows or columns of one matrix that follow one another. */
  public int run() {
    return interleaved ? width : heads * width;
  }
}
