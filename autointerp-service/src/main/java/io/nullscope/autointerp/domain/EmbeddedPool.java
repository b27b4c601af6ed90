package io.nullscope.autointerp.domain;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A pool of windows with their sentence embeddings. A window is as near as it is to the nearest of
 * the windows it is compared with: a latent that fires in several kinds of text gets negatives that
 * look like one of them, not like their mean.
 */
public final class EmbeddedPool implements NearestWindows.Pool {

  private final float[][] rows;
  private final SentenceEmbeddings embeddings;
  private final TokenTexts texts;

  /**
   * Ranks.
   *
   * @param rows of the windows of the pool, of unit length
   * @param embeddings those that the rows come from
   */
  public EmbeddedPool(float[][] rows, SentenceEmbeddings embeddings, TokenTexts texts) {
    this.rows = rows;
    this.embeddings = embeddings;
    this.texts = texts;
  }

  @Override
  public int[] nearestFirst(List<List<Integer>> firing) {
    float[][] queries = embeddings.embed(firing.stream().map(texts::plain).toList());
    double[] nearness = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      nearness[i] = Double.NEGATIVE_INFINITY;
      for (float[] query : queries) {
        nearness[i] = Math.max(nearness[i], SentenceEmbeddings.cosine(rows[i], query));
      }
    }
    return IntStream.range(0, rows.length)
        .boxed()
        .sorted(Comparator.<Integer>comparingDouble(i -> -nearness[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
