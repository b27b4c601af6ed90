package io.nullscope.autointerp.domain;

import java.util.List;

/** Embeds texts so that those of similar meaning point in similar directions. */
@FunctionalInterface
public interface SentenceEmbeddings {

  /**
   * Embeds texts; called from several threads at once.
   *
   * @return a row of unit length for each text, in the order of the texts
   */
  float[][] embed(List<String> texts);

  /** Cosine of two rows of unit length: their product, summed in order in double precision. */
  static double cosine(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
