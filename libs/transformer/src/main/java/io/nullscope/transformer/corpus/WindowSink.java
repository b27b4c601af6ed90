package io.nullscope.transformer.corpus;

/** Receives packed windows in order. */
@FunctionalInterface
public interface WindowSink {

  /**
   * Takes a window; the arrays may be kept.
   *
   * @param tokens [S]
   * @param documentIds [S]: the document that each token is from
   */
  void accept(Split split, int[] tokens, int[] documentIds);
}
