package io.nullscope.variant.application;

/** Exchanges the singular vectors of a matrix for random ones. */
@FunctionalInterface
public interface SingularVectors {

  /**
   * U S Vᵀ with the singular values S of the matrix and orthonormal U and V: the Q of the QR
   * decomposition of {@code left} and {@code right} with a positive diagonal of R. Where both are
   * i.i.d. standard Gaussian, U and V are uniform among orthonormal frames (Haar measure; Mezzadri
   * 2007, arXiv math-ph/0609050).
   *
   * @param matrix [m, n] row-major, finite
   * @param left [m, r] with r = min(m, n)
   * @param right [n, r]
   * @return [m, n] row-major
   */
  float[] replace(float[] matrix, int rows, int columns, float[] left, float[] right);
}
