package io.nullscope.transformer;

import io.nullscope.study.RandomStream;
import io.nullscope.study.Seed;

/**
 * The input of the control variant: each token's embedding is replaced by standard Gaussian noise,
 * fresh for every occurrence of the token and always the same for the same occurrence (arXiv
 * 2501.17727 §3, "Control").
 *
 * @param rootSeed seed of the study that drew it
 * @param stream name of the variant's noise stream
 */
public record InputNoise(long rootSeed, String stream) {

  /**
   * Noise for consecutive windows.
   *
   * @param split split of the corpus; splits have independent noise
   * @param firstWindow number of the first window within the split
   * @param windows B
   * @param contextLength S
   * @param width D
   * @return [B, S, D] row-major
   */
  public float[] embeddings(
      String split, long firstWindow, int windows, int contextLength, int width) {
    RandomStream noise = new Seed(rootSeed).stream(stream + "/" + split);
    float[] values =
        new float[Math.multiplyExact(Math.multiplyExact(windows, contextLength), width)];
    noise.fillGaussian(firstWindow * contextLength * width, values, 0, 1);
    return values;
  }
}
