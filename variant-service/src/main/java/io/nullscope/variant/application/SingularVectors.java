package io.nullscope.variant.application;

import io.nullscope.study.RandomStream;

/** Exchanges the singular vectors of a matrix for random ones. */
@FunctionalInterface
public interface SingularVectors {

  /**
   * Overwrites a matrix with U S Vᵀ, with the singular values S of the matrix and orthonormal U [m,
   * r] and V [n, r], r = min(m, n), uniform among all such frames (Haar measure): each is the Q of
   * the QR decomposition of a matrix of standard Gaussian entries, with a positive diagonal of R
   * (Mezzadri 2007, arXiv math-ph/0609050).
   *
   * @param matrix [m, n] row-major, finite
   * @param left number i is entry i of U's Gaussian matrix [m, r], row-major
   * @param right number i is entry i of V's Gaussian matrix [n, r], row-major
   */
  void replace(float[] matrix, int rows, int columns, RandomStream left, RandomStream right);
}
